/**
 * Whoever may change the members of a role-assignable group is few: where a binding makes administrators, it should not be
 * everybody who may change groups. Pure.
 */
import type { RoleAssignable } from './guards.ts';
import type { Binding } from './policy.ts';

/** Whether such a binding asks for a role-assignable group. */
export function asksForRoleAssignable({ role, assign }: Binding, required: RoleAssignable): boolean {
  return role === 'administrator' && (required === 'all' || (required === 'groupMode' && assign === 'group'));
}

/** Why nothing may be added through a binding because of its group; undefined when something may. */
export function blockedByGroup(
  binding: Binding,
  { roleAssignable }: { readonly roleAssignable: boolean | null },
  required: RoleAssignable,
): { readonly code: string; readonly message: string } | undefined {
  if (!asksForRoleAssignable(binding, required) || roleAssignable === true) return undefined;
  const message =
    roleAssignable === null
      ? 'The directory does not tell whether the group is role-assignable.'
      : 'The group is not role-assignable, so that too many people may change its members.';
  return { code: 'NotRoleAssignable', message };
}
