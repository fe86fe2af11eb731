/** The two Azure roles that let a person sign in to a machine. */

// Source: Azure built-in roles, Compute (learn.microsoft.com). The GUIDs are the same in every cloud and tenant.
export const LOGIN_ROLES = {
  /** Virtual Machine Administrator Login: signs in as a local administrator. */
  administrator: '1c0163c0-47e6-4577-8991-ea5c82e286e4',
  /** Virtual Machine User Login: signs in as an ordinary user. */
  user: 'fb879df8-f326-4884-b1cf-06f3ad86be52',
} as const;

export type LoginRole = keyof typeof LOGIN_ROLES;

export const LOGIN_ROLE_NAMES: Readonly<Record<LoginRole, string>> = {
  administrator: 'Virtual Machine Administrator Login',
  user: 'Virtual Machine User Login',
};

/**
 * Which login role a role-definition id names, undefined for every other role. ARM writes the id with and without a
 * subscription in front, so only its last segment counts.
 */
export function loginRoleOf(roleDefinitionId: string): LoginRole | undefined {
  const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1).toLowerCase();
  if (guid === LOGIN_ROLES.administrator) return 'administrator';
  return guid === LOGIN_ROLES.user ? 'user' : undefined;
}

/** Whether who holds `held` can do all that `wanted` allows: administrators sign in too. */
export function suffices(held: LoginRole, wanted: LoginRole): boolean {
  return held === wanted || held === 'administrator';
}
