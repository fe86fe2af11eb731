import type { Fields } from '../exchange.ts';
import { azureTimestamp } from '../timestamp.ts';
import type { RoleAssignment } from './roleAssignments.ts';
import { type RoleDefinitionForm, roleDefinitionId } from './roleDefinitions.ts';
import type { Scope } from './scopes.ts';

/** An assignment as 2022-04-01 shows it, asked for at a scope. */
export function roleAssignmentView(form: RoleDefinitionForm, assignment: RoleAssignment, asked: Scope): Fields {
  const { id, name, scope, roleId, principalId, principalType, createdAt, updatedAt } = assignment;
  const { remarks, createdBy, updatedBy } = assignment;
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(form, roleId, asked.subscriptionId),
      principalId,
      principalType,
      scope: scope.path || '/',
      condition: remarks.condition,
      conditionVersion: remarks.conditionVersion,
      createdOn: azureTimestamp(createdAt),
      updatedOn: azureTimestamp(updatedAt),
      createdBy,
      updatedBy,
      delegatedManagedIdentityResourceId: remarks.delegatedManagedIdentityResourceId,
      description: remarks.description,
    },
    id,
    type: 'Microsoft.Authorization/roleAssignments',
    name,
  };
}
