/** Whether the group of a binding is what the binding needs: there, and role-assignable where that is asked for. */
import { effectiveGuards } from '../../policy/guards.ts';
import type { AccessPolicy, Binding } from '../../policy/policy.ts';
import { asksForRoleAssignable, blockedByGroup } from '../../policy/roleAssignability.ts';
import { hold, type Proof } from '../outcome.ts';
import { type ProofDeps, told } from './proof.ts';

const CHECK = 'directory: the group';

/** The group is there, and its members cannot be changed by too many people. Not asked for where nothing depends on it. */
export async function isUsable(binding: Binding, { guards }: AccessPolicy, deps: ProofDeps): Promise<Proof> {
  const { limits } = deps.accessSettings;
  const { requireRoleAssignable } = effectiveGuards(limits, guards, binding.guards);
  if (binding.assign === 'members' && !asksForRoleAssignable(binding, requireRoleAssignable)) return { evidence: [] };
  const seen = await deps.directory.group(binding.group.id);
  if (seen === 'absent') {
    const message = 'The directory has no such group.';
    return told(deps, CHECK, message, hold('GroupGone', message));
  }
  const blocked = blockedByGroup(binding, seen, requireRoleAssignable);
  if (blocked !== undefined) return told(deps, CHECK, blocked.message, hold('NotRoleAssignable', blocked.message));
  return told(deps, CHECK, `Group ${seen.id} is there (GET /groups/{id}).`);
}
