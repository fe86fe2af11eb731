/** Who loses effective access by a removal. Pure. */
import type { Change } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import { findSorted } from '../plan/sorted.ts';
import type { GroupReading } from '../readings/groupReading.ts';

/**
 * Whether a removal takes something from its principal: access, or the role of an administrator. Only what we have given
 * and what stands makes up for it: an addition of the same plan may yet be withheld, and what others give they may take.
 */
export function loses(
  { scope, role, principalId, reason }: Change,
  { keepers }: Pick<Diff, 'keepers'>,
  groups: ReadonlyMap<string, GroupReading>,
): boolean {
  // These are only planned once whoever is meant has the role for good by the other way.
  if (reason === 'switchedToGroup' || reason === 'switchedToMembers') return false;
  // Two assignments of one role to one principal there are not, so only the stronger role is another one of their own.
  if (role === 'user' && keepers.isAdministratorAt(scope, principalId)) return false;
  return !keepers.groupsAt(scope, role).some((id) => isMember(groups.get(id), principalId));
}

function isMember(reading: GroupReading | undefined, principalId: string): boolean {
  return reading?.gap === undefined && findSorted(reading?.eligible, principalId, (id) => id) !== undefined;
}
