/** Proof of an addition: the policy as it is now wants it, and the directory and the machine are as the policy asks. */
import { scopeKey } from '../../assignment.ts';
import type { Change } from '../../plan/change.ts';
import { isOver } from '../../policy/day.ts';
import type { AccessPolicy, Binding } from '../../policy/policy.ts';
import { scopeId } from '../../scope.ts';
import { hold, type Proof } from '../outcome.ts';
import { isUsable } from './group.ts';
import { isChosen } from './machine.ts';
import { hasNoDenied, isMember } from './membership.ts';
import { isEligible } from './person.ts';
import { allOf, type ProofDeps, told } from './proof.ts';

/** Proves it, with as few calls as that takes. Throws what the directory and ARM throw. */
export async function proveAddition(change: Change, policy: AccessPolicy, deps: ProofDeps): Promise<Proof> {
  const binding = policy.bindings.find(({ name }) => name === change.binding);
  if (binding === undefined || !wants(binding, change, policy, deps)) {
    const message = 'The policy does not want it any more.';
    return told(deps, 'policy', message, hold('NoLongerWanted', message));
  }
  const wanted = told(deps, 'policy', `Binding ${binding.name} wants it.`);
  return allOf([wanted, ...(await Promise.all(checks(change, binding, policy, deps)))]);
}

function wants(binding: Binding, change: Change, { deny }: AccessPolicy, { clock }: ProofDeps): boolean {
  const { role, target, expires, assign, group } = binding;
  const { principalId, scope } = change;
  if (role !== change.role || deny.includes(principalId)) return false;
  if (expires !== undefined && isOver(expires, clock.now())) return false;
  if ((assign === 'group') !== (principalId === group.id)) return false;
  return target.kind === 'machines' || target.scopes.some((one) => scopeKey(scopeId(one)) === scopeKey(scope));
}

function checks(change: Change, binding: Binding, policy: AccessPolicy, deps: ProofDeps): readonly Promise<Proof>[] {
  const { principalId, scope } = change;
  const { assign, target, group } = binding;
  return [
    ...(assign === 'members'
      ? [isEligible(principalId, deps), isMember(principalId, group.id, deps)]
      : [hasNoDenied(group.id, policy.deny, deps)]),
    isUsable(binding, policy, deps),
    ...(target.kind === 'machines' ? [isChosen(scope, [target.selector], deps)] : []),
  ];
}
