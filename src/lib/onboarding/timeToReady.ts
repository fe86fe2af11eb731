/** How long a machine takes to become ready, once somebody wants it to. Pure. */

import type { Instant } from '../time.ts';
import type { Conditions } from './condition.ts';
import type { MachineRecord } from './record.ts';

/** Since when the machine is to become ready: first sight, unless it was left alone or gone for a while since. */
export function wantedSince({ takenAt, firstSeenAt }: Pick<MachineRecord, 'takenAt' | 'firstSeenAt'>): Instant {
  return takenAt ?? firstSeenAt;
}

/** How long it took; undefined when it never was ready. */
export function secondsToReady(record: Pick<MachineRecord, 'readyAt' | 'takenAt' | 'firstSeenAt'>): number | undefined {
  return record.readyAt === undefined ? undefined : (record.readyAt - wantedSince(record)) / 1000;
}

/** Whether a machine that was left alone, or gone, is one to become ready now. */
export function isTaken(before: MachineRecord, { Selected }: Conditions): boolean {
  const wasLeft = before.state === 'Gone' || before.conditions?.Selected.status === 'False';
  return wasLeft && Selected.status !== 'False' && before.readyAt === undefined;
}
