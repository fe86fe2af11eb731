/** One step of a run: as much reading as fits into a minute, or the plan. The message names the run, and nothing else. */
import { Failure, Throttled } from '../../errors.ts';
import { hours, type Instant, seconds } from '../../time.ts';
import { RUN_RETENTION_MS } from '../runRecord.ts';
import type { RunDeps } from './accessDeps.ts';
import { beginRun } from './beginRun.ts';
import { makePlan } from './makePlan.ts';
import { performTask } from './performTask.ts';
import type { PlanDocument } from './planDocument.ts';
import type { Progress } from './progress.ts';
import type { CurrentRun } from './runState.ts';

/** No invocation reads for longer than this, but for what it has begun. */
const STEP_MS = seconds(60);
/** Readings that are under way at a time. */
const AT_ONCE = 8;
/** So often in a row a reading may fail before the run goes on without it; the whole step, before the run is given up. */
const TRIES = 3;
const GIVE_UP_AFTER = 6;
const RETRY_MS = seconds(20);
const BUSY_MS = seconds(30);
/** Old runs that one run forgets at most. */
const PRUNED_AT_ONCE = 50;

export type StepOutcome =
  /** The run is over, or never was. */
  | { readonly did: 'nothing'; readonly runId: string }
  /** Another instance is at work on it. */
  | { readonly did: 'waited'; readonly runId: string }
  | { readonly did: 'read'; readonly runId: string; readonly left: number; readonly of: number }
  | { readonly did: 'throttled'; readonly runId: string; readonly until: Instant }
  | { readonly did: 'retry'; readonly runId: string; readonly code: string }
  | {
      readonly did: 'planned';
      readonly runId: string;
      readonly complete: boolean;
      readonly adds: number;
      readonly removes: number;
      readonly withheld: number;
    }
  | { readonly did: 'failed'; readonly runId: string; readonly code: string };

/** Makes a step of the run. Throws only what keeps the step itself from being recorded. */
export async function planAccess(runId: string, deps: RunDeps): Promise<StepOutcome> {
  const { lock, newToken, runQueue } = deps;
  const token = newToken();
  const state = await lock.begin(runId, token);
  if (state === 'busy') {
    // Whoever is at work sends the next message; this one is a double, or theirs was lost with them.
    await runQueue.send(runId, BUSY_MS);
    return { did: 'waited', runId };
  }
  if (state === 'stale' || state.current === undefined) return { did: 'nothing', runId };
  try {
    return await step(state.current, token, deps);
  } catch (error) {
    return failing(error, state.current, token, deps);
  }
}

async function step(run: CurrentRun, token: string, deps: RunDeps): Promise<StepOutcome> {
  const { readings, clock, runs, lock, runQueue } = deps;
  const until = clock.now() + STEP_MS;
  const { id, cause, startedAt } = run;
  let known = await readings.progress(id);
  if (known === undefined) {
    await runs.save({ id, cause, startedAt });
    known = await beginRun(id, deps);
    await readings.saveProgress(known);
  }
  known = await readUntil(until, known, deps);
  if (known.tasks.length > 0) {
    await lock.end(token, 'well');
    await runQueue.send(id, 0);
    return { did: 'read', runId: id, left: known.tasks.length, of: known.total };
  }
  const plan = await makePlan(known, deps);
  await concluded(run, plan, token, deps);
  const { complete, adds, removes, withheld } = plan;
  const counts = { adds: adds.length, removes: removes.length, withheld: withheld.length };
  return { did: 'planned', runId: id, complete, ...counts };
}

/** Reads one handful after the other, keeping how far it has come. */
async function readUntil(until: Instant, progress: Progress, deps: RunDeps): Promise<Progress> {
  let known = progress;
  while (known.tasks.length > 0 && deps.clock.now() < until) {
    const mayRetry = known.failures + 1 < TRIES;
    const handful = known.tasks.slice(0, AT_ONCE);
    const ended = await Promise.allSettled(handful.map((task) => performTask(task, mayRetry, deps)));
    const failed = handful.filter((_, index) => ended[index]?.status === 'rejected');
    known = {
      ...known,
      tasks: [...failed, ...known.tasks.slice(AT_ONCE)],
      failures: failed.length > 0 ? known.failures + 1 : 0,
    };
    await deps.readings.saveProgress(known);
    const thrown = ended.find((one) => one.status === 'rejected');
    if (thrown !== undefined) throw thrown.reason;
  }
  return known;
}

async function concluded(run: CurrentRun, plan: PlanDocument, token: string, deps: RunDeps): Promise<void> {
  const { runs, clock, lock, runQueue } = deps;
  const { complete, hash, adds, removes, withheld, kept, incomplete } = plan;
  await runs.save({
    id: run.id,
    cause: run.cause,
    startedAt: run.startedAt,
    finishedAt: clock.now(),
    complete,
    planHash: hash,
    counts: { adds: adds.length, removes: removes.length, withheld: withheld.length, kept },
    incomplete: incomplete.map(({ binding, reason }) => ({ binding, reason })),
  });
  await runs.prune(clock.now() - RUN_RETENTION_MS, PRUNED_AT_ONCE);
  await goOn(token, lock, runQueue);
}

async function goOn(token: string, lock: RunDeps['lock'], runQueue: RunDeps['runQueue']): Promise<void> {
  const { send } = await lock.finish(token);
  if (send !== undefined) await runQueue.send(send, 0);
}

/** Over the rate: again when the slot comes. Anything else: again soon, and after some times the run is given up. */
async function failing(error: unknown, run: CurrentRun, token: string, deps: RunDeps): Promise<StepOutcome> {
  const { lock, runQueue, clock, runs } = deps;
  const runId = run.id;
  if (error instanceof Throttled) {
    await lock.end(token, 'well');
    await runQueue.send(runId, Math.min(Math.max(error.slot - clock.now(), 0), LONGEST_DELAY_MS));
    return { did: 'throttled', runId, until: error.slot };
  }
  const { code, message } =
    error instanceof Failure
      ? error
      : new Failure('bug', 'Unexpected', 'Something unexpected went wrong; see the log.');
  if (run.failures + 1 < GIVE_UP_AFTER) {
    await lock.end(token, 'failed');
    await runQueue.send(runId, RETRY_MS);
    return { did: 'retry', runId, code };
  }
  const { cause, startedAt } = run;
  await runs.save({
    id: runId,
    cause,
    startedAt,
    finishedAt: clock.now(),
    complete: false,
    failure: { code, message },
  });
  await goOn(token, lock, runQueue);
  return { did: 'failed', runId, code };
}

const LONGEST_DELAY_MS = hours(1);
