/** One thing read and kept: a group, a place, the inventory. */
import type { Failure } from '../../errors.ts';
import { placeKey } from '../assignment.ts';
import { withAwaited } from '../readings/awaitedChange.ts';
import { type GroupGap, unread } from '../readings/groupReading.ts';
import { readGroup } from '../readings/readGroup.ts';
import { readPlace, unreadPlace } from '../readings/readPlace.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { finalFailure } from './finalFailure.ts';
import { type Task, taskName } from './progress.ts';
import { readMachines } from './readMachines.ts';

/**
 * Reads and keeps it. Throws `Throttled` and, while `mayRetry`, transient failures; every other failure makes the reading
 * incomplete, with what was known before.
 */
export async function performTask(task: Task, mayRetry: boolean, deps: PlanningDeps): Promise<void> {
  const { readings, directory, assignments, grants, clock, progress } = deps;
  const now = clock.now();
  switch (task.kind) {
    case 'group': {
      const previous = await readings.group(task.id);
      const told = (members: number): void => progress?.(`${taskName(task)}: ${members} members`);
      const read = readGroup(task.id, { directory, previous, withOwners: task.withOwners, now, progress: told });
      const reading = await read.catch((error: unknown) => {
        const failure = finalFailure(error, mayRetry);
        return unread(task.id, previous, { reason: gapOf(failure), detail: failure.code }, now);
      });
      return readings.saveGroup(withAwaited(reading, { previous, news: task.news, now }));
    }
    case 'subscription':
    case 'managementGroup': {
      const previous = await readings.place(task);
      const reading = await readPlace(task, {
        reader: assignments,
        previous,
        onRecord: () => grants.list(task),
        now,
      }).catch((error: unknown) => {
        const { code, message, kind } = finalFailure(error, mayRetry);
        return unreadPlace(task, previous, { code, message, ...(kind === 'transient' && { transient: true }) }, now);
      });
      progress?.(`${placeKey(task)}: ${reading.assignments.length} login assignments`);
      return readings.savePlace(reading);
    }
    case 'machines':
      return readings.saveMachines(await readMachines(mayRetry, deps));
  }
}

const GAPS: Readonly<Partial<Record<Failure['kind'], GroupGap>>> = {
  denied: 'ReadDenied',
  transient: 'PageFailed',
  notFound: 'GroupDeleted',
};

/** An answer that cannot be read counts as transient, for the next may be better; that it was one is worth telling. */
function gapOf({ kind, code }: Failure): GroupGap {
  return code === 'UnexpectedAnswer' ? code : (GAPS[kind] ?? 'UnexpectedAnswer');
}
