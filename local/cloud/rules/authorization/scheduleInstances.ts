import type { Fields } from '../exchange.ts';
import type { Route } from '../routes.ts';
import { azureTimestamp } from '../timestamp.ts';
import type { World } from '../world.ts';
import type { RoleAssignment } from './roleAssignments.ts';
import { type RoleDefinitionForm, roleDefinition, roleDefinitionId } from './roleDefinitions.ts';
import { listAt, type ResourceType, scoped } from './scoped.ts';
import type { Scope } from './scopes.ts';

const TYPE: ResourceType = { name: 'roleAssignmentScheduleInstances', apiVersion: '2020-10-01' };
const PROVIDER = '/providers/Microsoft.Authorization';

/** What Privileged Identity Management knows of the assignments: which of them end by themselves. */
export function scheduleInstanceRoutes(world: World): Route[] {
  const { assignments, roleDefinitionForm: form } = world.authorization;
  return [
    {
      template: `{+scope}${PROVIDER}/roleAssignmentScheduleInstances`,
      resource: TYPE.name,
      hybridCompute: false,
      methods: {
        GET: scoped(world, TYPE, (scope, call) =>
          listAt(world, assignments.index, { scope, call }, (one) => instanceView(form, one, scope)),
        ),
      },
    },
  ];
}

/**
 * One instance for each assignment: its schedule and the instance carry its name. Properties after RoleAssignmentScheduleInstance
 * of @azure/arm-authorization 9.0.0 and its samples; that what is not set is null is our choice.
 */
export function instanceView(form: RoleDefinitionForm, assignment: RoleAssignment, asked: Scope): Fields {
  const { id, name, scope, roleId, principalId, principalType, createdAt, activation, remarks } = assignment;
  const place = `${scope.path}${PROVIDER}`;
  const roleDefinition = roleDefinitionId(form, roleId, asked.subscriptionId);
  const eligibility = activation?.eligibilityId;
  return {
    properties: {
      roleAssignmentScheduleId: `${place}/roleAssignmentSchedules/${name}`,
      originRoleAssignmentId: id,
      status: 'Provisioned',
      startDateTime: azureTimestamp(createdAt),
      endDateTime: activation ? azureTimestamp(activation.endsAt) : null,
      linkedRoleEligibilityScheduleId: eligibility ? `${place}/roleEligibilitySchedules/${eligibility}` : null,
      linkedRoleEligibilityScheduleInstanceId: eligibility
        ? `${place}/roleEligibilityScheduleInstances/${eligibility}`
        : null,
      assignmentType: activation ? 'Activated' : 'Assigned',
      memberType: asked.lineage.slice(1).includes(scope.key) ? 'Inherited' : 'Direct',
      scope: scope.path || '/',
      roleDefinitionId: roleDefinition,
      principalId,
      principalType,
      condition: remarks.condition,
      conditionVersion: remarks.conditionVersion,
      createdOn: azureTimestamp(createdAt),
      expandedProperties: expanded(assignment, roleDefinition),
    },
    id: `${place}/roleAssignmentScheduleInstances/${name}`,
    type: 'Microsoft.Authorization/RoleAssignmentScheduleInstances',
    name,
  };
}

/** Names of people are the directory's; it is not asked. */
function expanded({ scope, roleId, principalId, principalType }: RoleAssignment, roleDefinitionId: string): Fields {
  return {
    scope: { id: scope.path || '/', displayName: scope.path.split('/').at(-1), type: scope.kind.toLowerCase() },
    roleDefinition: { id: roleDefinitionId, displayName: roleDefinition(roleId)?.name, type: 'BuiltInRole' },
    principal: { id: principalId, type: principalType },
  };
}
