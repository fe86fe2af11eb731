/** One thing read and kept: a group, a place, the inventory. */
import { Failure } from '../../errors.ts';
import type { ObservedMachine } from '../../onboarding/machine.ts';
import { armId } from '../../onboarding/machineId.ts';
import { placeKey } from '../assignment.ts';
import { type GroupGap, unread } from '../readings/groupReading.ts';
import type { MachinesReading, SelectableMachine } from '../readings/machineSelector.ts';
import { readGroup } from '../readings/readGroup.ts';
import { readPlace, unreadPlace } from '../readings/readPlace.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { type Task, taskName } from './progress.ts';

/**
 * Reads and keeps it. Throws `Throttled` and, while `mayRetry`, transient failures; every other failure makes the reading
 * incomplete, with what was known before.
 */
export async function performTask(task: Task, mayRetry: boolean, deps: PlanningDeps): Promise<void> {
  const { readings, directory, assignments, clock, progress } = deps;
  const now = clock.now();
  switch (task.kind) {
    case 'group': {
      const previous = await readings.group(task.id);
      const told = (members: number): void => progress?.(`${taskName(task)}: ${members} members`);
      const read = readGroup(task.id, { directory, previous, withOwners: task.withOwners, now, progress: told });
      const reading = await read.catch((error: unknown) => {
        const { kind, code } = finalFailure(error, mayRetry);
        return unread(task.id, previous, { reason: GAPS[kind] ?? 'UnexpectedAnswer', detail: code }, now);
      });
      return readings.saveGroup(reading);
    }
    case 'subscription':
    case 'managementGroup': {
      const previous = await readings.place(task);
      const reading = await readPlace(task, { reader: assignments, previous, now }).catch((error: unknown) => {
        const { code, message } = finalFailure(error, mayRetry);
        return unreadPlace(task, previous, { code, message }, now);
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

/** The failure that a reading must live with; what may go well another time is thrown on. */
function finalFailure(error: unknown, mayRetry: boolean): Failure {
  if (!(error instanceof Failure) || error.kind === 'throttled') throw error;
  if (error.kind === 'transient' && mayRetry) throw error;
  return error;
}

/** A subscription that shows fewer than half of its machines of last time has more likely lost a permission. */
const SMALL_FLEET = 5;

async function readMachines(mayRetry: boolean, deps: PlanningDeps): Promise<MachinesReading> {
  const { inventory, watched, readings, clock, accessSettings, progress } = deps;
  const before = (await readings.machines())?.machines;
  const readAt = clock.now();
  const machines: SelectableMachine[] = [];
  try {
    let unreadable = 0;
    for await (const page of inventory.machines(watched.scope)) {
      for (const machine of page.machines) machines.push(selectable(machine, accessSettings.trustedTags));
      unreadable += page.unreadable;
      progress?.(`inventory: ${machines.length} of ${page.total} machines`);
    }
    const gap = unreadable > 0 ? `${unreadable} rows could not be read` : tooFew(before ?? [], machines);
    return { version: 1, readAt, ...(gap !== undefined && { gap }), machines };
  } catch (error) {
    const { code } = finalFailure(error, mayRetry);
    return { version: 1, readAt, gap: `it broke off (${code})`, machines: before ?? machines };
  }
}

function selectable({ id, tags, os }: ObservedMachine, trusted: readonly string[]): SelectableMachine {
  const names = new Set(trusted.map((tag) => tag.toLowerCase()));
  const kept = Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    id: armId(id),
    resourceGroup: id.resourceGroup,
    name: id.name,
    tags: Object.fromEntries(kept.filter(([name]) => names.has(name))),
    windows: os.type === undefined ? null : os.type.toLowerCase() === 'windows',
  };
}

function tooFew(before: readonly SelectableMachine[], now: readonly SelectableMachine[]): string | undefined {
  const count = (machines: readonly SelectableMachine[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { id } of machines) {
      const subscription = id.split('/')[2] ?? '';
      counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
    }
    return counts;
  };
  const shown = count(now);
  for (const [subscription, had] of count(before)) {
    const has = shown.get(subscription) ?? 0;
    if (had > SMALL_FLEET && has * 2 < had) return `subscription ${subscription} shows ${has} of ${had} machines`;
  }
  return undefined;
}
