/** The demo of access from the first plan to its end: what is planned, then carried out, then what happens to it. */
import { refillMs } from '../../src/lib/azure/rate/gcra.ts';
import { limits, type RateCloud } from '../../src/lib/azure/rate/limits.ts';
import { type App, planOf, readPlan, requestAccessRun } from './accessPlan.ts';
import { applied, createRunReader, type Patience } from './accessRuns.ts';
import { accessSection, planLine } from './accessSection.ts';
import { count } from './accessWords.ts';
import type { CloudClient } from './caClient.ts';
import { demoName } from './demo.ts';
import { DEMO_LIFE } from './demoLife.ts';
import { lifeSection } from './lifeSection.ts';
import { liveOn } from './liveOn.ts';

/** The run of access is asked for when the fleet is registered, so it has had its time when its plan is waited for. */
const PLAN_LIMIT_MS = 60_000;
/** For carrying it out, and again for what comes later. */
const APPLY_LIMIT_MS = 30 * 60_000;
/** For how long nothing may happen that waits for no write slot. */
const STALL_MS = 60_000;
/** So many changes the host works on at once (`batchSize` of host.json): they stand in line for write slots. */
const IN_LINE = 16;

export interface StoryOptions {
  /** Life goes on after the first plan; else it is told, and that is all. */
  readonly once: boolean;
  /** The cloud that is simulated: how long a change waits for its write slot depends on it. */
  readonly rates: RateCloud;
  /** Takes a line as soon as there is something to say. */
  readonly say: (line: string) => void;
  /** Takes what is waited for now. */
  readonly now: (sentence: string) => void;
  readonly stopped: AbortSignal;
}

interface Stage {
  readonly endpoints: App & { readonly graph: string };
  readonly cloud: CloudClient;
}

export interface Story {
  /** Nothing is left to be applied. */
  readonly converged: boolean;
  /** The lines to end with. */
  readonly lines: readonly string[];
}

/** Follows the run and what comes after it. */
export async function accessStory(
  { endpoints: app, cloud }: Stage,
  runId: string,
  { once, rates, say, now, stopped }: StoryOptions,
): Promise<Story> {
  now('Access is being planned.');
  const first = await planOf(app, runId, { stopped, limitMs: PLAN_LIMIT_MS });
  if (first === undefined) return { converged: false, lines: [NO_PLAN] };
  say(planLine(first));
  if (!once) return { converged: true, lines: [] };
  const planned = accessSection(first, demoName);
  if (first.mode === 'observe') return { converged: true, lines: [...planned, OBSERVED] };
  const readRuns = createRunReader(app);
  const patience = { ...patienceIn(rates), stopped };

  now(`The access plan is carried out.${slotsOf(rates)}`);
  if (!(await applied(app, runId, patience))) return { converged: false, lines: [...planned, await leftIn(app)] };
  const before = await readRuns();
  say('Access is as the policy wants it. Now people come and go, and make mistakes.');
  now(`People come and go; access follows.${slotsOf(rates)}`);
  await liveOn(DEMO_LIFE, { cloud, endpoints: app });
  const next = await requestAccessRun(app);
  const rests = next !== undefined && (await applied(app, next, patience));
  const [runs, plan = first] = [await readRuns(), await readPlan(app)];
  const known = new Set(before.map(({ id }) => id));
  const after = runs.filter(({ id }) => !known.has(id));
  const life = lifeSection({ events: DEMO_LIFE, before, after, plan, rests }, demoName);
  return { converged: rests, lines: [...planned, ...life, ...(rests ? [] : [await leftIn(app)])] };
}

/** How long to wait for changes in this cloud, and for how long nothing may happen. */
export function patienceIn(rates: RateCloud): Omit<Patience, 'stopped'> {
  return { limitMs: APPLY_LIMIT_MS, stallMs: STALL_MS + IN_LINE * slotMs(rates) };
}

/** In which time one change of access gets a write slot, when all of the burst is used. */
function slotMs(rates: RateCloud): number {
  const { whole, lanes } = limits(rates, 'write');
  return refillMs(1, lanes.access ?? whole);
}

/** What there is to say of the write slots where a person would notice the wait for them. */
function slotsOf(rates: RateCloud): string {
  const seconds = Math.round(slotMs(rates) / 1000);
  return seconds < 1 ? '' : ` Changes wait for write slots (one in ${seconds} s).`;
}

const OBSERVED = 'ACCESS_MODE is observe: all of this is shown, and nothing is done.';
const NO_PLAN = `Access was not planned within ${PLAN_LIMIT_MS / 1000} s: GET /api/health/checks says why.`;

/** Why access has not converged. */
async function leftIn(app: App): Promise<string> {
  const { adds = [], removes = [], policyProblems = [] } = (await readPlan(app)) ?? {};
  const why =
    policyProblems.length > 0
      ? `the policy has ${count(policyProblems.length, 'problem', 'problems')}`
      : `${count(adds.length + removes.length, 'change is', 'changes are')} left in the newest plan`;
  return `Access has not converged: ${why}. GET /api/access/runs says what held it up.`;
}
