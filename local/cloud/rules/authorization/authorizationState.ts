import type { DenyAssignment } from './denyAssignments.ts';
import { everybody, type Principals } from './principals.ts';
import { type RoleAssignments, roleAssignments } from './roleAssignments.ts';
import type { RoleDefinitionForm } from './roleDefinitions.ts';
import { type ScopeIndex, scopeIndex } from './scopeIndex.ts';
import { type ManagementGroup, type ScopeReader, scopeReader } from './scopes.ts';

/** What a test or a demo may set. */
export interface AuthorizationOptions {
  /** The directory; one that knows everybody by default. */
  readonly principals?: Principals | undefined;
  /** Groups beside the cloud's one management group, or the place of that one among them. */
  readonly managementGroups?: readonly ManagementGroup[] | undefined;
  /** Assignments in a subscription, at all scopes in it; 4,000 by default. */
  readonly subscriptionLimit?: number | undefined;
  /** Assignments at a management group; 500 by default. */
  readonly managementGroupLimit?: number | undefined;
  /** How answers write the id of a role; `subscription` by default. */
  readonly roleDefinitionForm?: RoleDefinitionForm | undefined;
  /** GUIDs of the roles that the condition on the caller's own role lets it give and take; all by default. */
  readonly allowedRoles?: readonly string[] | undefined;
}

/** Everything that the simulated Microsoft.Authorization knows. */
export interface AuthorizationState {
  readonly readScope: ScopeReader;
  readonly assignments: RoleAssignments;
  readonly denials: ScopeIndex<DenyAssignment>;
  readonly principals: Principals;
  /** learn.microsoft.com, role-based-access-control/troubleshoot-limits and azure-resource-manager/management/azure-subscription-service-limits. */
  readonly limits: { readonly subscription: number; readonly managementGroup: number };
  readonly roleDefinitionForm: RoleDefinitionForm;
  readonly allowedRoles: ReadonlySet<string> | undefined;
}

/** Nobody has access yet. */
export function authorizationState(
  places: Parameters<typeof scopeReader>[0],
  options: AuthorizationOptions = {},
): AuthorizationState {
  const { allowedRoles, subscriptionLimit = 4000, managementGroupLimit = 500 } = options;
  return {
    readScope: scopeReader(places, options.managementGroups),
    assignments: roleAssignments(),
    denials: scopeIndex(),
    principals: options.principals ?? everybody,
    limits: { subscription: subscriptionLimit, managementGroup: managementGroupLimit },
    roleDefinitionForm: options.roleDefinitionForm ?? 'subscription',
    allowedRoles: allowedRoles && new Set(allowedRoles.map((id) => id.toLowerCase())),
  };
}
