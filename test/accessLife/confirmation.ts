/** What was seen twice before somebody loses something for it: having left in two readings, a policy in two runs. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { minutes } from '../../src/lib/time.ts';
import type { Listing } from './directory.ts';
import { givings } from './policy.ts';
import { isApproved, type Scene } from './scene.ts';
import { sameScope } from './scopes.ts';
import { groupId } from './truth.ts';

/** What is missing; empty when it was seen twice, or needs not be. */
export function unconfirmed(assignment: Assignment, record: ChangeRecord | undefined, scene: Scene): readonly string[] {
  if (record?.reason === 'leftGroup' && assignment.principalType === 'User') return seenOnce(assignment, record, scene);
  if (record?.reason !== 'dropped' && record?.reason !== 'expired') return [];
  const { runs } = scene.tables.plannedFor();
  return runs < 2 ? [`it follows from a policy for which ${runs} run has planned`] : [];
}

function seenOnce({ scope, role, principalId }: Assignment, record: ChangeRecord, scene: Scene): readonly string[] {
  if (isApproved(record, scene)) return [];
  const { policy, truth, clock, directory, world } = scene;
  const groups = givings(policy.now(), truth.now(), clock.now())
    .filter((giving) => giving.role === role && sameScope(giving.scope, scope))
    .map(({ binding }) => groupId(binding.group));
  return [...new Set(groups)]
    .filter((group) => !isTwiceWithout(principalId, directory.listings(group), minutes(world.confirmMinutes)))
    .map((group) => `not two listings of group ${group} lack them`);
}

/** The newest listings lack somebody, and have for so long. */
function isTwiceWithout(principalId: string, listings: readonly Listing[], confirmMs: number): boolean {
  const newest = listings.at(-1);
  if (newest === undefined) return false;
  const seen = listings.findLastIndex(({ eligible }) => eligible.has(principalId));
  const first = listings[seen + 1];
  return first !== undefined && newest.at - first.at >= confirmMs;
}
