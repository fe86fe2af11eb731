/** Which of many groups hold one user: four hundred groups to a call. */
import { readAs } from '../pipeline/readAs.ts';
import type { GraphDeps } from './askGraph.ts';
import { batch } from './batch.ts';
import { idList } from './items.ts';

/** Groups that one check may name (learn.microsoft.com/graph/api/directoryobject-checkmembergroups). */
const MOST_CHECKED = 20;

/** Those of the groups that hold the user, through any level. The user's id is encoded, the groups' are in lower case. */
export async function groupsHolding(
  deps: GraphDeps,
  userId: string,
  groupIds: readonly string[],
): Promise<ReadonlySet<string> | 'absent'> {
  const checks = new Map<string, readonly string[]>();
  for (let at = 0; at < groupIds.length; at += MOST_CHECKED) checks.set(`${at}`, groupIds.slice(at, at + MOST_CHECKED));
  const answers = await batch(deps, [...checks.keys()], (key) => ({
    method: 'POST',
    path: `/users/${userId}/checkMemberGroups`,
    body: { groupIds: checks.get(key) },
  }));
  const holding = new Set<string>();
  for (const found of answers.values()) {
    if (found === 'absent') return 'absent';
    for (const id of readAs(idList, found.body, 'a check of groups').value) holding.add(id);
  }
  return holding;
}
