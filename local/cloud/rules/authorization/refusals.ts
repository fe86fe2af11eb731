/** How Microsoft.Authorization says no. Codes and texts are those of public reports; what they leave open is in the README. */

import type { Caller } from '../caller.ts';
import { type CloudReply, refuse } from '../exchange.ts';
import type { ScopeProblem } from './scopes.ts';

/** Ids in these messages have no dashes. */
const digits = (id: string): string => id.replaceAll('-', '');

/** A path that is no scope, or one that is not there. */
export function notAScope(problem: ScopeProblem, path: string): CloudReply {
  switch (problem) {
    case 'noScope':
      return refuse(404, 'InvalidResourceType', `The resource type could not be found for '${path}'.`);
    case 'noManagementGroup':
      return refuse(404, 'ManagementGroupNotFound', `The management group of '${path}' could not be found.`);
    case 'noSubscription':
      return refuse(404, 'SubscriptionNotFound', `The subscription of '${path}' could not be found.`);
  }
}

export function invalidName(name: string): CloudReply {
  const message = `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`;
  return refuse(400, 'InvalidRoleAssignmentId', message);
}

export function notFound(name: string): CloudReply {
  return refuse(404, 'RoleAssignmentNotFound', `The role assignment '${digits(name)}' is not found.`);
}

export function invalidRoleId(roleDefinitionId: string): CloudReply {
  return refuse(400, 'InvalidRoleDefinitionId', `The role definition ID '${roleDefinitionId}' is not valid.`);
}

export function unknownRole(status: 400 | 404, roleId: string): CloudReply {
  const message = `The specified role definition with ID '${digits(roleId)}' does not exist.`;
  return refuse(status, 'RoleDefinitionDoesNotExist', message);
}

export function badFilter(): CloudReply {
  return refuse(400, 'BadRequestFormat', 'The request was incorrectly formatted: the $filter is not supported.');
}

export function badSkipToken(): CloudReply {
  return refuse(400, 'InvalidSkipToken', 'The $skipToken is not one of ours.');
}

export function alreadyExists(name: string): CloudReply {
  const message = `The role assignment already exists. The ID of the existing role assignment is ${digits(name)}.`;
  return refuse(409, 'RoleAssignmentExists', message);
}

export function updateNotPermitted(): CloudReply {
  const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
  return refuse(400, 'RoleAssignmentUpdateNotPermitted', message);
}

export function principalNotFound(principalId: string, tenantId: string): CloudReply {
  const message = `Principal ${digits(principalId)} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`;
  return refuse(400, 'PrincipalNotFound', message);
}

/** "PrinciaplType" is the service's own. */
export function unmatchedType(principalId: string, is: string, said: string): CloudReply {
  const message = `The PrincipalId '${digits(principalId)}' has type '${is}' , which is different from specified PrinciaplType '${said}'.`;
  return refuse(400, 'UnmatchedPrincipalType', message);
}

export function limitExceeded(): CloudReply {
  return refuse(400, 'RoleAssignmentLimitExceeded', 'No more role assignments can be created.');
}

/** The condition on the caller's own role does not let it give or take this one. */
export function conditionNotFulfilled({ appId, objectId }: Caller, action: string, scope: string): CloudReply {
  const message = `The client '${appId}' with object id '${objectId}' does not have authorization or an ABAC condition not fulfilled to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return refuse(403, 'AuthorizationFailed', message);
}
