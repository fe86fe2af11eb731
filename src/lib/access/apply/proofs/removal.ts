/**
 * Proof of a removal: a fresh listing of the place shows the assignment, the plan's own rules call for its removal for the
 * same reason, and whatever the reason is about is asked of Azure once more.
 */

import type { Change, RemoveReason } from '../../plan/change.ts';
import { isOver } from '../../policy/day.ts';
import type { AccessPolicy, Binding } from '../../policy/policy.ts';
import type { MachineSelector } from '../../policy/selector.ts';
import type { Verdict } from '../freshPlace.ts';
import { hold, type Proof } from '../outcome.ts';
import { isChosenByNone } from './machine.ts';
import { isInNone, isMember } from './membership.ts';
import { isDeleted, isDisabled, isGuest, isNoPerson } from './person.ts';
import { allOf, type ProofDeps, told } from './proof.ts';

/** Proves it. `verdict`: what the plan's rules say of the fresh listing. Throws what the directory and ARM throw. */
export async function proveRemoval(
  change: Change,
  policy: AccessPolicy,
  verdict: Verdict,
  deps: ProofDeps,
): Promise<Proof> {
  const listed = asListed(change, verdict, deps);
  if (listed.hold !== undefined) return listed;
  return allOf([listed, await byReason(change, verdict, policy, deps)]);
}

/** Whether somebody is gone from the directory comes with their name, and is asked for by the proof itself. */
function sameReason(a: Change['reason'], b: Change['reason']): boolean {
  const plain = (reason: Change['reason']): Change['reason'] => (reason === 'deleted' ? 'leftGroup' : reason);
  return plain(a) === plain(b);
}

function asListed({ reason }: Change, verdict: Verdict, deps: ProofDeps): Proof {
  if (verdict.kind === 'remove' && sameReason(verdict.reason, reason))
    return told(deps, 'assignments', 'Listed, and nothing that was read asks for it.');
  const message =
    verdict.kind === 'withheld' ? verdict.message : 'By the newest listing it is not to be removed for this reason.';
  return told(deps, 'assignments', message, hold('NoLongerWanted', message));
}

async function byReason(
  { principalId, scope, binding, role, reason }: Change,
  verdict: Verdict,
  policy: AccessPolicy,
  deps: ProofDeps,
): Promise<Proof> {
  const by = policy.bindings.find(({ name }) => name === binding);
  const active = policy.bindings.filter((one) => one.role === role && !isExpired(one, deps));
  switch (asRemoval(reason)) {
    case 'leftGroup':
      return isInNone(principalId, groupsOf(verdict, by), deps);
    case 'disabled':
      return isDisabled(principalId, deps);
    case 'guest':
      return isGuest(principalId, deps);
    case 'notAPerson':
      return isNoPerson(principalId, deps);
    case 'deleted':
      return isDeleted(principalId, by?.group.id, deps);
    case 'machineUnmatched':
      return isChosenByNone(scope, selectorsOf(active), deps);
    case 'switchedToGroup':
      return by === undefined ? { evidence: [] } : isMember(principalId, by.group.id, deps);
    // What remains follows from the policy and the listing alone.
    case 'switchedToMembers':
    case 'dropped':
    case 'expired':
    case 'deny':
      return told(deps, 'policy', `${reason}: by the policy as it is now, the same as in the run before.`);
  }
}

function asRemoval(reason: Change['reason']): RemoveReason {
  return reason === 'member' || reason === 'group' ? 'leftGroup' : reason;
}

function isExpired({ expires }: Binding, { clock }: ProofDeps): boolean {
  return expires !== undefined && isOver(expires, clock.now());
}

/** Every group that would give it, and that of the binding itself. */
function groupsOf(verdict: Verdict, by: Binding | undefined): readonly string[] {
  const groups = verdict.kind === 'remove' ? verdict.groups : [];
  return by === undefined ? groups : [...groups, by.group.id];
}

function selectorsOf(bindings: readonly Binding[]): readonly MachineSelector[] {
  return bindings.flatMap(({ target }) => (target.kind === 'machines' ? [target.selector] : []));
}
