import type { Caller } from '../caller.ts';
import type { CloudReply } from '../exchange.ts';
import { machineMissing } from '../machines.ts';
import type { World } from '../world.ts';
import { arrived } from './principals.ts';
import {
  alreadyExists,
  conditionNotFulfilled,
  limitExceeded,
  principalNotFound,
  unknownRole,
  unmatchedType,
  updateNotPermitted,
} from './refusals.ts';
import type { Activation, Grant, PrincipalType, Remarks, RoleAssignment } from './roleAssignments.ts';
import { roleDefinition } from './roleDefinitions.ts';
import type { Scope } from './scopes.ts';

/** What somebody wants an assignment to be. Ids are lower case. */
export interface Wanted extends Grant {
  readonly name: string;
  readonly scope: Scope;
  /** Absent: as the directory says. */
  readonly principalType: PrincipalType | undefined;
  readonly remarks: Remarks;
  readonly activation?: Activation;
}

/** An assignment that stands, or why it does not. */
export type Assigned =
  | { readonly assignment: RoleAssignment; readonly existed: boolean }
  | { readonly refused: CloudReply };

/** Gives a role, or changes the remarks on an assignment that gives it already. */
export function assignRole(world: World, wanted: Wanted, caller: Caller): Assigned {
  const { assignments } = world.authorization;
  const refused = notAllowed(world, wanted, caller, 'write') ?? noSuchRole(wanted) ?? machineGone(world, wanted.scope);
  if (refused) return { refused };

  const living = assignments.named(wanted.name);
  if (living) {
    if (!givesTheSame(living, wanted)) return { refused: updateNotPermitted() };
    change(living, wanted.remarks, world.time.now(), caller);
    return { assignment: living, existed: true };
  }
  const twin = assignments.same(wanted.scope.key, wanted);
  if (twin) return { refused: alreadyExists(twin.name) };

  const principal = typeOf(world, wanted);
  if ('refused' in principal) return principal;
  const full = noRoom(world, wanted.scope);
  if (full) return { refused: full };
  const assignment = newAssignment(world, wanted, principal.type, caller);
  assignments.add(assignment);
  return { assignment, existed: false };
}

/** 403 when the caller's own role has a condition that leaves this one out. */
export function notAllowed(
  { authorization }: World,
  { roleId, scope, name }: Pick<Wanted, 'roleId' | 'scope' | 'name'>,
  caller: Caller,
  verb: 'write' | 'delete',
): CloudReply | undefined {
  if (authorization.allowedRoles?.has(roleId) ?? true) return undefined;
  const action = `Microsoft.Authorization/roleAssignments/${verb}`;
  return conditionNotFulfilled(caller, action, assignmentId(scope, name));
}

/** The id of an assignment. */
export function assignmentId(scope: Scope, name: string): string {
  return `${scope.path}/providers/Microsoft.Authorization/roleAssignments/${name}`;
}

function noSuchRole({ roleId }: Wanted): CloudReply | undefined {
  return roleDefinition(roleId) ? undefined : unknownRole(400, roleId);
}

const MACHINE =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.hybridcompute\/machines\/([^/]+)$/i;

/** Our choice: at a machine that is not there nothing new is given. Other resources are not simulated, so any may be. */
function machineGone({ machines }: World, { lineage }: Scope): CloudReply | undefined {
  const key = lineage.find((one) => MACHINE.test(one));
  if (key === undefined || machines.has(key)) return undefined;
  const [, subscriptionId = '', resourceGroup = '', machine = ''] = MACHINE.exec(key) ?? [];
  return machineMissing({ subscriptionId, resourceGroup, machine });
}

function givesTheSame(living: RoleAssignment, wanted: Wanted): boolean {
  return (
    living.scope.key === wanted.scope.key &&
    living.roleId === wanted.roleId &&
    living.principalId === wanted.principalId &&
    (wanted.principalType ?? living.principalType) === living.principalType
  );
}

/** A repetition that changes nothing leaves `updatedOn` alone. */
function change(living: RoleAssignment, remarks: Remarks, now: number, { objectId }: Caller): void {
  if (JSON.stringify(living.remarks) === JSON.stringify(remarks)) return;
  living.remarks = remarks;
  living.updatedAt = now;
  living.updatedBy = objectId;
}

/**
 * Our choice: strict. The service promises not to look a principal up whose type is given, but what it does with one
 * that has not arrived is not documented; who leans on it should fail here.
 */
function typeOf(
  { authorization, time, tenantId }: World,
  { principalId, principalType }: Wanted,
): { readonly type: PrincipalType } | { readonly refused: CloudReply } {
  const principal = arrived(authorization.principals, principalId, time.now());
  if (!principal) return { refused: principalNotFound(principalId, tenantId) };
  const type = principal.kind ?? principalType ?? 'User';
  if (principalType !== undefined && principalType !== type) {
    return { refused: unmatchedType(principalId, type, principalType) };
  }
  return { type };
}

function noRoom({ authorization }: World, { kind, key, subscriptionId }: Scope): CloudReply | undefined {
  const { limits, assignments } = authorization;
  if (subscriptionId !== undefined) {
    const inSubscription = assignments.index.within(`/subscriptions/${subscriptionId.toLowerCase()}`).size();
    return inSubscription < limits.subscription ? undefined : limitExceeded();
  }
  if (kind !== 'managementGroup' || assignments.index.at(key).size() < limits.managementGroup) return undefined;
  return limitExceeded();
}

function newAssignment(world: World, wanted: Wanted, principalType: PrincipalType, caller: Caller): RoleAssignment {
  const now = world.time.now();
  return {
    ...wanted,
    ordinal: world.nextOrdinal++,
    id: assignmentId(wanted.scope, wanted.name),
    principalIds: [wanted.principalId],
    principalType,
    createdAt: now,
    createdBy: caller.objectId,
    updatedAt: now,
    updatedBy: caller.objectId,
  };
}
