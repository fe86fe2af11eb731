import type { PrincipalKind } from './principals.ts';
import { type Placed, type ScopeIndex, scopeIndex } from './scopeIndex.ts';

/** Types that an assignment may name (2022-04-01, PrincipalType). */
export const PRINCIPAL_TYPES = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] as const;

export type PrincipalType = (typeof PRINCIPAL_TYPES)[number] | PrincipalKind;

/** Whom an assignment gives what, where. Ids are lower case. */
export interface Grant {
  readonly roleId: string;
  readonly principalId: string;
}

/** What may change in an assignment. Live answers have null for what is not set. */
export interface Remarks {
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
  readonly delegatedManagedIdentityResourceId: string | null;
}

/** For how long a role is active that somebody took through Privileged Identity Management. */
export interface Activation {
  readonly endsAt: number;
  readonly eligibilityId: string;
}

export interface RoleAssignment extends Placed, Grant {
  /** GUID, lower case; unique in the tenant. */
  readonly name: string;
  readonly id: string;
  readonly principalType: PrincipalType;
  remarks: Remarks;
  readonly createdAt: number;
  readonly createdBy: string;
  updatedAt: number;
  updatedBy: string;
  readonly activation?: Activation;
}

/** All assignments of the tenant. */
export interface RoleAssignments {
  readonly index: ScopeIndex<RoleAssignment>;
  named(name: string): RoleAssignment | undefined;
  /** The one that gives this at exactly that scope. */
  same(scopeKey: string, grant: Grant): RoleAssignment | undefined;
  add(assignment: RoleAssignment): void;
  remove(assignment: RoleAssignment): void;
}

/** No assignments yet. */
export function roleAssignments(): RoleAssignments {
  const index = scopeIndex<RoleAssignment>();
  const byName = new Map<string, RoleAssignment>();
  const byGrant = new Map<string, RoleAssignment>();
  return {
    index,
    named: (name) => byName.get(name),
    same: (scopeKey, grant) => byGrant.get(grantKey(scopeKey, grant)),
    add(assignment) {
      index.add(assignment);
      byName.set(assignment.name, assignment);
      byGrant.set(grantKey(assignment.scope.key, assignment), assignment);
    },
    remove(assignment) {
      index.remove(assignment);
      byName.delete(assignment.name);
      byGrant.delete(grantKey(assignment.scope.key, assignment));
    },
  };
}

function grantKey(scopeKey: string, { roleId, principalId }: Grant): string {
  return `${scopeKey} ${roleId} ${principalId}`;
}
