/** What a reading of a group says of one principal. Pure. */
import type { GroupReading, LeftOutReason } from '../readings/groupReading.ts';
import { findSorted } from './sorted.ts';

/** Whether somebody may get access through the group. */
export function isEligible(reading: Pick<GroupReading, 'eligible'> | undefined, id: string): boolean {
  return findSorted(reading?.eligible, id, (one) => one) !== undefined;
}

/** Why somebody is in the group and gets nothing through it; undefined when they get something, or are not in it. */
export function leftOutReason(
  reading: Pick<GroupReading, 'leftOut'> | undefined,
  id: string,
): LeftOutReason | undefined {
  return findSorted(reading?.leftOut, id, (one) => one.id)?.reason;
}
