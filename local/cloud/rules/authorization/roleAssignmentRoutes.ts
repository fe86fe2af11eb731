import * as z from 'zod';
import type { Asker } from '../caller.ts';
import { answer, type CloudReply } from '../exchange.ts';
import { parseBody } from '../requestBodies.ts';
import { announce } from '../resourceEvents.ts';
import type { Call, Route } from '../routes.ts';
import type { World } from '../world.ts';
import { assignRole, notAllowed } from './assignRole.ts';
import { invalidName, invalidRoleId, notFound } from './refusals.ts';
import { PRINCIPAL_TYPES, type RoleAssignment } from './roleAssignments.ts';
import { roleAssignmentView } from './roleAssignmentView.ts';
import { listAt, type ResourceType, scoped } from './scoped.ts';
import type { Scope } from './scopes.ts';

const TYPE: ResourceType = { name: 'roleAssignments', apiVersion: '2022-04-01' };
const PATH = '{+scope}/providers/Microsoft.Authorization/roleAssignments';

const id = z.guid().transform((text) => text.toLowerCase());
const remark = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** RoleAssignmentCreateParameters of 2022-04-01; what is read-only there is ignored. */
const putBody = z.looseObject({
  properties: z.looseObject({
    roleDefinitionId: z.string(),
    principalId: id,
    principalType: z.enum(PRINCIPAL_TYPES).nullish(),
    description: remark,
    condition: remark,
    conditionVersion: remark,
    delegatedManagedIdentityResourceId: remark,
  }),
});

/** Role assignments at every scope. */
export function roleAssignmentRoutes(world: World): Route[] {
  const shared = { resource: TYPE.name, hybridCompute: false };
  return [
    {
      ...shared,
      template: `${PATH}/{name}`,
      methods: {
        GET: scoped(world, TYPE, (scope, call) => get(world, scope, call)),
        PUT: scoped(world, TYPE, (scope, call) => put(world, scope, call)),
        DELETE: scoped(world, TYPE, (scope, call) => remove(world, scope, call)),
      },
    },
    {
      ...shared,
      template: PATH,
      methods: {
        GET: scoped(world, TYPE, (scope, call) => {
          const { assignments, roleDefinitionForm: form } = world.authorization;
          return listAt(world, assignments.index, { scope, call }, (one) => roleAssignmentView(form, one, scope));
        }),
      },
    },
  ];
}

/** The GUID at the end of a role's id, whatever stands in front; undefined for a GUID alone, which the service refuses too. */
export function roleIdIn(roleDefinitionId: string): string | undefined {
  return id.safeParse(/\/providers\/microsoft\.authorization\/roledefinitions\/([^/]+)$/i.exec(roleDefinitionId)?.[1])
    .data;
}

/** Takes an assignment away and tells of it. */
export function removeAssignment(world: World, assignment: RoleAssignment, asker: Asker): void {
  world.authorization.assignments.remove(assignment);
  announceAssignment(world, assignment, asker, { verb: 'delete', existed: true });
}

/** The event of a change; the system topic is of subscriptions, so what happens above them makes none. */
export function announceAssignment(
  world: World,
  { id: resourceId, scope }: RoleAssignment,
  asker: Asker,
  change: { readonly verb: 'write' | 'delete'; readonly existed: boolean },
): void {
  if (scope.subscriptionId === undefined) return;
  const resourceType = 'Microsoft.Authorization/roleAssignments';
  announce(world, asker, {
    ...change,
    subscriptionId: scope.subscriptionId,
    resourceId,
    resourceType,
    succeeded: true,
  });
}

function get(world: World, scope: Scope, call: Call): CloudReply {
  const assignment = living(world, scope, call);
  return assignment ? shown(world, 200, assignment) : notFound(nameIn(call));
}

function put(world: World, scope: Scope, call: Call): CloudReply {
  const name = nameIn(call);
  if (!z.guid().safeParse(name).success) return invalidName(name);
  const parsed = parseBody(putBody, call.request.body);
  if ('refused' in parsed) return parsed.refused;
  const { roleDefinitionId, principalId, principalType, ...rest } = parsed.value.properties;
  const roleId = roleIdIn(roleDefinitionId);
  if (roleId === undefined) return invalidRoleId(roleDefinitionId);

  const { description, condition, conditionVersion, delegatedManagedIdentityResourceId } = rest;
  const remarks = { description, condition, conditionVersion, delegatedManagedIdentityResourceId };
  const wanted = { name, scope, roleId, principalId, principalType: principalType ?? undefined, remarks };
  const assigned = assignRole(world, wanted, call.asker.caller);
  if ('refused' in assigned) return assigned.refused;
  const { assignment, existed } = assigned;
  announceAssignment(world, assignment, call.asker, { verb: 'write', existed });
  return shown(world, existed ? 200 : 201, assignment);
}

function remove(world: World, scope: Scope, call: Call): CloudReply {
  const assignment = living(world, scope, call);
  if (!assignment) return answer(204);
  const refused = notAllowed(world, assignment, call.asker.caller, 'delete');
  if (refused) return refused;
  removeAssignment(world, assignment, call.asker);
  return shown(world, 200, assignment);
}

function living({ authorization }: World, scope: Scope, call: Call): RoleAssignment | undefined {
  const assignment = authorization.assignments.named(nameIn(call));
  return assignment?.scope.key === scope.key ? assignment : undefined;
}

function nameIn({ params }: Call): string {
  return (params['name'] ?? '').toLowerCase();
}

function shown({ authorization }: World, status: number, assignment: RoleAssignment): CloudReply {
  return answer(status, roleAssignmentView(authorization.roleDefinitionForm, assignment, assignment.scope));
}
