/** A plan in one go, for whoever waits for it at a terminal: the steps of a run without its lock and its queue. */
import type { PlanningDeps } from './accessDeps.ts';
import { beginRun } from './beginRun.ts';
import { makePlan } from './makePlan.ts';
import { type Patience, patiently } from './patiently.ts';
import { performTask } from './performTask.ts';
import { ONCE, type PlanDocument } from './planDocument.ts';
import { type Task, taskName } from './progress.ts';

/** Readings that are under way at a time. */
const AT_ONCE = 8;

export type PlanOnceDeps = PlanningDeps & Patience;

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
