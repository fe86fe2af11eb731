/** In which of the groups that nobody reads one person is, by the directory. */
import type { Directory } from '../../access/directory.ts';
import { standingAnywhere } from '../../access/standing.ts';
import { unreadGroups, untoldMembership } from '../../access/unreadGroups.ts';
import type { Known } from '../../access/who.ts';
import type { Unread } from '../../access/whoGaps.ts';
import { Failure } from '../../errors.ts';

export interface MembershipNow {
  readonly holding: ReadonlySet<string>;
  readonly gaps: readonly Unread[];
}

/** Those that hold the person, or that this could not be found out. */
export async function membershipNow(
  userId: string,
  known: Known,
  directory: Pick<Directory, 'groupsHolding'>,
): Promise<MembershipNow> {
  // No group of another tenant holds anybody of this directory.
  const groups = unreadGroups(standingAnywhere(known.places), known).filter(({ elsewhere }) => !elsewhere);
  if (groups.length === 0) return { holding: new Set(), gaps: [] };
  try {
    const ids = groups.map(({ id }) => id);
    const holding = await directory.groupsHolding(userId, ids);
    // Nobody is in any group who is not there.
    return { holding: holding === 'absent' ? new Set() : holding, gaps: [] };
  } catch (error) {
    if (error instanceof Failure) return { holding: new Set(), gaps: untoldMembership(groups, error) };
    throw error;
  }
}
