/** The demo of access from the first plan to its end: what is planned, then carried out, then what happens to it. */
import { type App, planOf, readPlan, requestAccessRun } from './accessPlan.ts';
import { applied, readRuns } from './accessRuns.ts';
import { accessSection, planLine } from './accessSection.ts';
import type { CloudClient } from './caClient.ts';
import { demoName } from './demo.ts';
import { DEMO_LIFE } from './demoLife.ts';
import { lifeSection } from './lifeSection.ts';
import { liveOn } from './liveOn.ts';

/** The run of access is asked for when the fleet is registered, so it has had its time when its plan is waited for. */
const PLAN_LIMIT_MS = 60_000;
/** For carrying it out, and again for what comes later. */
const APPLY_LIMIT_MS = 90_000;

export interface StoryOptions {
  /** Life goes on after the first plan; else it is told, and that is all. */
  readonly once: boolean;
  /** Takes a line as soon as there is something to say. */
  readonly say: (line: string) => void;
  readonly stopped: AbortSignal;
}

interface Stage {
  readonly endpoints: App & { readonly graph: string };
  readonly cloud: CloudClient;
}

/** Follows the run and what comes after it. Answers the lines to end with. */
export async function accessStory(
  { endpoints: app, cloud }: Stage,
  runId: string,
  { once, say, stopped }: StoryOptions,
): Promise<readonly string[]> {
  const first = await planOf(app, runId, { stopped, limitMs: PLAN_LIMIT_MS });
  if (first === undefined) return [];
  say(planLine(first));
  if (!once) return [];
  const limits = { stopped, limitMs: APPLY_LIMIT_MS };
  if (first.mode === 'observe') return [...accessSection(first, demoName), OBSERVED];
  await applied(app, runId, limits);
  const before = await readRuns(app);
  say('Access is as the policy wants it. Now people come and go, and make mistakes.');
  await liveOn(DEMO_LIFE, { cloud, endpoints: app });
  const next = await requestAccessRun(app);
  const rests = next !== undefined && (await applied(app, next, limits));
  const [runs, plan = first] = [await readRuns(app), await readPlan(app)];
  const known = new Set(before.map(({ id }) => id));
  const after = runs.filter(({ id }) => !known.has(id));
  return [
    ...accessSection(first, demoName),
    ...lifeSection({ events: DEMO_LIFE, before, after, plan, rests }, demoName),
  ];
}

const OBSERVED = 'ACCESS_MODE is observe: all of this is shown, and nothing is done.';
