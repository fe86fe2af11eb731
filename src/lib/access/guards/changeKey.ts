/** By what a change is known again from plan to plan: what approvers decide on, and no more. Pure. */
import { scopeKey } from '../assignment.ts';
import type { Change } from '../plan/change.ts';

/** The key of a change. Its reason belongs to it: who approves a removal for one reason has not approved it for another. */
export function changeKey({ action, scope, role, principalId, binding, reason }: Change): string {
  // Whether somebody who left is gone from the directory comes with their name, which is not always to be had.
  const because = reason === 'deleted' ? 'leftGroup' : reason;
  return JSON.stringify([action, scopeKey(scope), role, principalId, binding, because]);
}
