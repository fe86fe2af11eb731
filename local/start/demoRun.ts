/** What happens while everything runs: the demo is put into the cloud, shown, and, if it is to end by itself, told. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { readPlan } from './accessPlan.ts';
import { accessTotals } from './accessRows.ts';
import { createRunReader } from './accessRuns.ts';
import { accessStory, type Story } from './accessStory.ts';
import { prepareDemo } from './demo.ts';
import { type DemoMachine, demoFleet } from './demoFleet.ts';
import { lasting } from './frame.ts';
import { DEMO_SUBSCRIPTION, type Laptop } from './laptop.ts';
import { showLive } from './live.ts';
import { machineTotals } from './machineRows.ts';
import { messageOf } from './messageOf.ts';
import type { StartOptions } from './options.ts';
import { outcomes } from './outcomes.ts';
import type { Screen } from './screen.ts';
import { isSettled, readFleet } from './watchFleet.ts';

/** A fleet that has not settled by then never will. */
const FLEET_LIMIT_MS = 5 * 60_000;

const NO_STORY: Story = { converged: true, lines: [] };

/** Shows everything until it is stopped, or until the demo is over if it is to end by itself. Answers the exit code. */
export async function runDemo(
  laptop: Laptop,
  options: StartOptions,
  screen: Screen,
  stopped: AbortSignal,
): Promise<number> {
  const startedAt = Date.now();
  const fleet = options.demo ? demoFleet(DEMO_SUBSCRIPTION, options.cloud) : [];
  const shown = new AbortController();
  const stage: Stage = { laptop, fleet, screen, stopped, now: undefined };
  const live = showLive({
    endpoints: laptop.endpoints,
    screen,
    expected: fleet.length,
    ends: options.once,
    now: () => stage.now ?? 'Ctrl-C stops everything.',
    stopped: AbortSignal.any([stopped, shown.signal]),
  });
  const toItsEnd = async (): Promise<number> => {
    const story = options.demo ? await tellAccess(stage, options) : NO_STORY;
    if (!options.once) return forever();
    stage.now = 'Waiting until every machine is ready, or says why not.';
    const settled = await fleetSettles(stage);
    shown.abort();
    await live;
    screen.end();
    const converged = settled && story.converged;
    const seconds = (Date.now() - startedAt) / 1000;
    screen.say(...(await ending(stage, story)), verdict({ converged, seconds, observes: laptop.observes }));
    return converged ? 0 : 1;
  };
  try {
    return await Promise.race([laptop.broken, interruption(stopped, options), toItsEnd()]);
  } finally {
    shown.abort();
    await live;
  }
}

interface Stage {
  readonly laptop: Laptop;
  readonly fleet: readonly DemoMachine[];
  readonly screen: Screen;
  readonly stopped: AbortSignal;
  /** What happens now, in a sentence. */
  now: string | undefined;
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}

/** A demo that was interrupted has not converged. */
async function interruption(stopped: AbortSignal, { once: isDemo }: StartOptions): Promise<number> {
  if (!stopped.aborted) await once(stopped, 'abort');
  return isDemo ? 1 : 0;
}

/** Fills the cloud, and lets life go on in it once everybody has access, if the demo ends by itself. */
async function tellAccess(stage: Stage, { once: isDemo, cloud }: StartOptions): Promise<Story> {
  const { laptop, fleet, screen, stopped } = stage;
  const now = (sentence: string | undefined): void => {
    stage.now = sentence;
  };
  now('People, groups and machines register with the simulated cloud.');
  const runId = await prepareDemo(laptop, fleet);
  try {
    if (runId === undefined) throw new Error('POST /api/access/reconcile is refused.');
    const say = (line: string): void => screen.say(line);
    const story = await accessStory(laptop, runId, { once: isDemo, rates: cloud, say, now, stopped });
    now(undefined);
    return story;
  } catch (error) {
    const why = `Access cannot be shown: ${messageOf(error)}`;
    now(why);
    return { converged: false, lines: [why] };
  }
}

/** Whether every machine is ready, or says what it waits for, before the limit. */
async function fleetSettles({ laptop, fleet, stopped }: Stage): Promise<boolean> {
  const until = AbortSignal.any([stopped, AbortSignal.timeout(FLEET_LIMIT_MS)]);
  while (!until.aborted) {
    if (isSettled(await readFleet(laptop.endpoints), fleet.length)) return true;
    await delay(500, undefined, { signal: until }).catch(() => undefined);
  }
  return false;
}

/** What happened to each machine and person, and at last the totals, which a small window shows without scrolling. */
async function ending({ laptop: { endpoints }, fleet }: Stage, story: Story): Promise<readonly string[]> {
  const machines = await readFleet(endpoints);
  const access = accessTotals(await readPlan(endpoints), await createRunReader(endpoints)());
  return [
    '',
    ...outcomes(fleet, machines),
    ...story.lines,
    `Machines  ${machineTotals(machines).join(' · ')}`,
    `Access    ${access.join(' · ')}`,
  ];
}

interface Ended {
  readonly converged: boolean;
  readonly seconds: number;
  readonly observes: Laptop['observes'];
}

/** The last sentence: nothing that is only shown counts as done. */
export function verdict({ converged, seconds, observes: { onboarding, access } }: Ended): string {
  const after = `after ${lasting(seconds)}.`;
  if (!converged) return `Not converged ${after}`;
  if (onboarding && access) return `Ended ${after} Nothing was done: ONBOARDING_MODE and ACCESS_MODE are observe.`;
  if (access) return `Converged ${after} Every machine is settled. No access change was made: ACCESS_MODE is observe.`;
  if (onboarding)
    return `Converged ${after} No machine was changed: ONBOARDING_MODE is observe. No access change is left.`;
  return `Converged ${after} Every machine is settled, and no access change is left.`;
}
