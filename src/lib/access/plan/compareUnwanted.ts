/** An assignment that nobody wants: ours is to go unless something keeps it, and what is foreign is shown. Pure. */
import type { Assignment } from '../assignment.ts';
import type { Change, RemoveReason, Withheld } from './change.ts';
import { type Findings, foreignOf, POLICY_UNREADABLE, UNREADABLE } from './findings.ts';
import { judgeRemoval } from './removal.ts';
import { isOurs, type Site } from './site.ts';

/** Adds what it finds to `out`. */
export function compareUnwanted(assignment: Assignment, site: Site, out: Findings): void {
  const { scope, role, principalId, principalType } = assignment;
  if (!isOurs(assignment, site)) {
    out.foreign.push(foreignOf(assignment, site.world));
    return;
  }
  // A change names a principal: of two assignments of ours the one that counts stands for both.
  if (isDouble(assignment, site)) return;
  const { reason, binding, withheld } = judgeRemoval(assignment, site);
  const change: Change = { action: 'remove', scope, role, principalId, principalType, binding, reason };
  const why = withheld ?? heldBack(reason, site);
  if (why === undefined) out.removes.push(change);
  else out.withheld.push({ ...change, why });
}

function heldBack(reason: RemoveReason, { world, readable }: Site): Withheld['why'] | undefined {
  if (world.input.held) return POLICY_UNREADABLE;
  // Who is denied loses what is ours even when all that is known of it is old.
  return readable || reason === 'deny' ? undefined : UNREADABLE;
}

function isDouble(assignment: Assignment, { there }: Site): boolean {
  return there.get(assignment.principalId) !== assignment;
}
