/** In which of the groups that nobody reads one person is, by the directory. */
import type { Directory } from '../../../access/directory.ts';
import { standingAnywhere } from '../../../access/who/standing.ts';
import { unreadGroups, untoldMembership } from '../../../access/who/unreadGroups.ts';
import type { Known } from '../../../access/who/who.ts';
import type { Unread } from '../../../access/who/whoGaps.ts';
import { Failure } from '../../../errors.ts';

export interface MembershipNow {
  readonly holding: ReadonlySet<string>;
  readonly gaps: readonly Unread[];
}

/** In none of them. */
export const NOWHERE: MembershipNow = { holding: new Set(), gaps: [] };

/** The answer about somebody who is there: a group that is not may be answered alike, and of the others nothing is said then. */
const UNKNOWN = new Failure('notFound', 'UserUnknown', 'The directory does not know this user.');

/** Those that hold the person, or that this could not be found out. */
export async function membershipNow(
  userId: string,
  known: Known,
  directory: Pick<Directory, 'groupsHolding'>,
): Promise<MembershipNow> {
  // No group of another tenant holds anybody of this directory.
  const groups = unreadGroups(standingAnywhere(known.places), known).filter(({ elsewhere }) => !elsewhere);
  if (groups.length === 0) return NOWHERE;
  const untold = (failure: Failure) => ({ ...NOWHERE, gaps: untoldMembership(groups, failure) });
  try {
    const ids = groups.map(({ id }) => id);
    const holding = await directory.groupsHolding(userId, ids);
    return holding === 'absent' ? untold(UNKNOWN) : { holding, gaps: [] };
  } catch (error) {
    if (error instanceof Failure) return untold(error);
    throw error;
  }
}
