/** The people behind a principal: somebody themself, or everybody who gets access through a group. Pure. */
import type { Change } from '../plan/change.ts';
import type { GroupReading } from '../readings/groupReading.ts';

type Groups = ReadonlyMap<string, GroupReading>;

/** The people behind a principal. A group of whom nobody knows who is in it stands for itself. */
export type Behind = (principalId: string) => readonly string[];

/** The people behind principals, by what was read of groups. */
export function peopleBehind(groups: Groups): Behind {
  return (principalId) => {
    const reading = groups.get(principalId);
    return reading === undefined || reading.gap !== undefined ? [principalId] : reading.eligible;
  };
}

/** Whether nobody knows how many people a change is about: it is of a group that was not read, or not in full. */
export function isOfUnknownMany({ principalId, principalType }: Change, groups: Groups): boolean {
  if (principalType !== 'Group') return false;
  const reading = groups.get(principalId);
  return reading === undefined || reading.gap !== undefined;
}
