import * as z from 'zod';
import type { Asker } from '../caller.ts';
import type { ControlRoutes } from '../control.ts';
import { checked } from '../controlInput.ts';
import { answer, type CloudReply } from '../exchange.ts';
import { azureTimestamp } from '../timestamp.ts';
import type { World } from '../world.ts';
import { assignRole } from './assignRole.ts';
import { invalidRoleId, notAScope } from './refusals.ts';
import { announceAssignment, removeAssignment, roleIdIn } from './roleAssignmentRoutes.ts';
import { PRINCIPAL_TYPES, type RoleAssignment } from './roleAssignments.ts';
import { instanceView } from './scheduleInstances.ts';

const MINUTE_MS = 60_000;

/** What `POST /activations` takes. */
const activationSchema = z.strictObject({
  scope: z.string(),
  roleDefinitionId: z.string(),
  principalId: z.guid(),
  principalType: z.enum(PRINCIPAL_TYPES).optional(),
  minutes: z.number().positive(),
});

type Requested = z.output<typeof activationSchema>;

/** `POST /activations`: somebody takes a role through Privileged Identity Management, for a while. */
export function activationControl(world: World): ControlRoutes {
  return {
    'POST /activations': ({ body }) => checked(activationSchema, body, (requested) => activate(world, requested)),
  };
}

function activate(world: World, requested: Requested): CloudReply {
  const { readScope, roleDefinitionForm } = world.authorization;
  const { scope: path, roleDefinitionId, principalId, principalType, minutes } = requested;
  const scope = readScope(path);
  if (typeof scope === 'string') return notAScope(scope, path);
  const roleId = roleIdIn(roleDefinitionId);
  if (roleId === undefined) return invalidRoleId(roleDefinitionId);

  const endsAt = world.time.now() + minutes * MINUTE_MS;
  const wanted = {
    name: world.chance.guid(),
    scope,
    roleId,
    principalId: principalId.toLowerCase(),
    principalType,
    remarks: { description: null, condition: null, conditionVersion: null, delegatedManagedIdentityResourceId: null },
    activation: { endsAt, eligibilityId: world.chance.guid() },
  };
  const service = privilegedIdentityManagement(world);
  const assigned = assignRole(world, wanted, service.caller);
  if ('refused' in assigned) return assigned.refused;
  const { assignment } = assigned;
  announceAssignment(world, assignment, service, { verb: 'write', existed: false });
  world.time.after(endsAt - world.time.now(), () => end(world, assignment));
  const instance = instanceView(roleDefinitionForm, assignment, scope);
  return answer(200, { roleAssignmentId: assignment.id, endDateTime: azureTimestamp(endsAt), instance });
}

/** Who gave the role up before, or had it taken away, loses nothing now. */
function end(world: World, assignment: RoleAssignment): void {
  if (world.authorization.assignments.named(assignment.name) !== assignment) return;
  removeAssignment(world, assignment, privilegedIdentityManagement(world));
}

/** Who gives and takes the roles: the service, by the application id that it has in every tenant (MS-PIM). */
function privilegedIdentityManagement({ chance }: World): Asker {
  const appId = '01fc33a7-78ba-4d2f-a4b7-768e336e890e';
  const correlationId = chance.guid();
  const caller = { appId, objectId: appId, principal: appId };
  return { caller, correlationId, method: 'PUT', url: '', clientRequestId: correlationId };
}
