/** What the directory says when it is asked whether one person is in a group, through any level. */
import { hold, type Proof } from '../outcome.ts';
import { type ProofDeps, told } from './proof.ts';

const CHECK = 'directory: membership';
const GRAPH = 'checkMemberGroups';

/** A member of the group. */
export async function isMember(id: string, groupId: string, deps: ProofDeps): Promise<Proof> {
  if (await asked(id, groupId, deps)) return told(deps, CHECK, `A member of group ${groupId} (${GRAPH}).`);
  const message = `The directory does not call them a member of group ${groupId}.`;
  return told(deps, CHECK, message, hold('NotAMember', message));
}

/** A member of none of the groups. */
export async function isInNone(id: string, groupIds: readonly string[], deps: ProofDeps): Promise<Proof> {
  const groups = [...new Set(groupIds)];
  for (const groupId of groups) {
    if (!(await asked(id, groupId, deps))) continue;
    const message = `The directory still calls them a member of group ${groupId}.`;
    return told(deps, CHECK, message, hold('StillAMember', message));
  }
  return told(deps, CHECK, `In none of the groups ${groups.join(', ')} (${GRAPH}).`);
}

/** No denied person is a member of the group, which would let them in. Not asked for where the policy denies nobody. */
export async function hasNoDenied(groupId: string, denied: readonly string[], deps: ProofDeps): Promise<Proof> {
  if (denied.length === 0) return { evidence: [] };
  const members = await deps.directory.confirmedMembers(denied, groupId);
  if (members.size === 0) return told(deps, CHECK, `No denied person is a member of group ${groupId} (${GRAPH}).`);
  const message = `The policy denies ${members.size} of the members of group ${groupId}. Take them out of the group, or set assign: members.`;
  return told(deps, CHECK, message, hold('DeniedInGroup', message));
}

async function asked(id: string, groupId: string, { directory }: ProofDeps): Promise<boolean> {
  return (await directory.confirmedMembers([id], groupId)).has(id);
}
