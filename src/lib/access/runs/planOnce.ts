/** A plan in one go, for whoever waits for it at a terminal: the steps of a run without its lock and its queue. */
import { Failure, Throttled } from '../../errors.ts';
import { seconds } from '../../time.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { beginRun } from './beginRun.ts';
import { makePlan } from './makePlan.ts';
import { performTask } from './performTask.ts';
import { ONCE, type PlanDocument } from './planDocument.ts';
import { type Task, taskName } from './progress.ts';

const TRIES = 3;
const PAUSE_MS = seconds(2);
/** Readings that are under way at a time. */
const AT_ONCE = 8;

export interface PlanOnceDeps extends PlanningDeps {
  readonly sleep: (ms: number) => Promise<void>;
}

/** Reads everything and plans. What fails for good makes the plan incomplete; throws what keeps it from being made. */
export async function planOnce(deps: PlanOnceDeps): Promise<PlanDocument> {
  const run = await patiently((mayRetry) => beginRun(ONCE, mayRetry, deps), 'the beginning', deps);
  const pending = [...run.tasks];
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let task = pending.shift(); task !== undefined; task = pending.shift()) {
      await read(task, deps);
      done += 1;
      deps.progress?.(`${done} of ${run.total} readings`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const plan = await patiently(() => makePlan({ ...run, tasks: [] }, deps), 'the plan', deps);
  return plan === 'policyChanged' ? planOnce(deps) : plan;
}

function read(task: Task, deps: PlanOnceDeps): Promise<void> {
  return patiently((mayRetry) => performTask(task, mayRetry, deps), taskName(task), deps);
}

/** Waits out what is over the rate for as long as it takes, and what fails some times. */
async function patiently<T>(work: (mayRetry: boolean) => Promise<T>, what: string, deps: PlanOnceDeps): Promise<T> {
  for (let attempt = 1; ; ) {
    try {
      return await work(attempt < TRIES);
    } catch (error) {
      if (error instanceof Throttled) {
        deps.progress?.(`${what}: the service asks to wait`);
        await deps.sleep(Math.max(error.slot - deps.clock.now(), 0));
        continue;
      }
      if (!(error instanceof Failure) || error.kind !== 'transient' || attempt >= TRIES) throw error;
      deps.progress?.(`${what}: once more (${error.code})`);
      attempt += 1;
      await deps.sleep(PAUSE_MS);
    }
  }
}
