/** Reads what a run still has to read, a handful at a time, keeping how far it has come. */
import { Throttled } from '../../errors.ts';
import type { Instant } from '../../time.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { performTask } from './performTask.ts';
import type { Progress } from './progress.ts';

/** Readings that are under way at a time. */
const AT_ONCE = 8;
/** So often in a row a handful may fail before the run goes on without what fails in it. */
const TRIES = 3;

/** Reads until then, or until everything is read. Throws what a handful has thrown, when the rest of it is kept. */
export async function readUntil(until: Instant, progress: Progress, deps: PlanningDeps): Promise<Progress> {
  let known = progress;
  while (known.tasks.length > 0 && deps.clock.now() < until) {
    const mayRetry = known.failures + 1 < TRIES;
    const handful = known.tasks.slice(0, AT_ONCE);
    const ended = await Promise.allSettled(handful.map((task) => performTask(task, mayRetry, deps)));
    const thrown = ended.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    known = {
      ...known,
      tasks: [...handful.filter((_, i) => ended[i]?.status === 'rejected'), ...known.tasks.slice(AT_ONCE)],
      failures: failuresAfter(known.failures, thrown),
    };
    await deps.readings.saveProgress(known);
    if (thrown.length > 0) throw worst(thrown);
  }
  return known;
}

/** Waiting for a slot is no failure, and no success. */
function failuresAfter(before: number, thrown: readonly unknown[]): number {
  if (thrown.length === 0) return 0;
  return thrown.every(isThrottled) ? before : before + 1;
}

/** A failure before what is only over the rate; of that, what comes first. */
function worst(thrown: readonly unknown[]): unknown {
  const failures = thrown.filter((one) => !isThrottled(one));
  const [first] = failures.length > 0 ? failures : thrown.filter(isThrottled).toSorted((a, b) => a.slot - b.slot);
  return first;
}

function isThrottled(error: unknown): error is Throttled {
  return error instanceof Throttled;
}
