/** What the directory says when it is asked whether one person is in a group, through any level. */
import type { Change } from '../../plan/change.ts';
import { hold, type Proof } from '../outcome.ts';
import { type Deleted, isDeleted } from './person.ts';
import { allOf, type ProofDeps, told } from './proof.ts';

const CHECK = 'directory: membership';
const GRAPH = 'checkMemberGroups';

/** A member of the group. */
export async function isMember(id: string, groupId: string, deps: ProofDeps): Promise<Proof> {
  if ((await asked(id, groupId, deps)) === 'member')
    return told(deps, CHECK, `A member of group ${groupId} (${GRAPH}).`);
  const message = `The directory does not call them a member of group ${groupId}.`;
  return told(deps, CHECK, message, hold('NotAMember', message));
}

/**
 * A member of none of the groups. A replica that does not know somebody yet answers 404, as it does for the deleted: that
 * says nothing about the groups, so it takes the proof of a deletion.
 */
export async function isInNone(
  change: Pick<Change, 'principalId' | 'principalType' | 'quarantine'>,
  groupIds: readonly string[],
  about: Deleted,
  deps: ProofDeps,
): Promise<Proof> {
  const groups = [...new Set(groupIds)];
  for (const groupId of groups) {
    const answer = await asked(change.principalId, groupId, deps);
    if (answer === 'member') {
      const message = `The directory still calls them a member of group ${groupId}.`;
      return told(deps, CHECK, message, hold('StillAMember', message));
    }
    if (answer === 'absent') {
      const unknown = told(
        deps,
        CHECK,
        `Unknown to the directory that was asked about group ${groupId} (${GRAPH}, 404).`,
      );
      return allOf([unknown, await isDeleted(change, about, deps)]);
    }
  }
  return told(deps, CHECK, `In none of the groups ${groups.join(', ')} (${GRAPH}).`);
}

/** No denied person is a member of the group, which would let them in. Not asked for where the policy denies nobody. */
export async function hasNoDenied(groupId: string, denied: readonly string[], deps: ProofDeps): Promise<Proof> {
  if (denied.length === 0) return { evidence: [] };
  const { members, absent } = await deps.directory.confirmedMembers(denied, groupId);
  for (const id of absent) {
    if (typeof (await deps.directory.person(id)) === 'string') continue;
    const message = `Whether a denied person is a member of group ${groupId} could not be checked (${GRAPH}, 404).`;
    return told(deps, CHECK, message, hold('NotReadable', message));
  }
  if (members.size === 0) return told(deps, CHECK, `No denied person is a member of group ${groupId} (${GRAPH}).`);
  const message = `The policy denies ${members.size} of the members of group ${groupId}. Take them out of the group, or set assign: members.`;
  return told(deps, CHECK, message, hold('DeniedInGroup', message));
}

/** Every answer but a 404 knows the person: what was noted of earlier 404s is over. */
async function asked(
  id: string,
  groupId: string,
  { directory, missing }: ProofDeps,
): Promise<'member' | 'other' | 'absent'> {
  const { members, absent } = await directory.confirmedMembers([id], groupId);
  if (absent.has(id)) return 'absent';
  await missing.found(id);
  return members.has(id) ? 'member' : 'other';
}
