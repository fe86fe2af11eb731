import type { ControlRoutes } from '../control.ts';
import type { Route } from '../routes.ts';
import type { World } from '../world.ts';
import { activationControl } from './activations.ts';
import { denyAssignmentControl, denyAssignmentRoutes } from './denyAssignmentRoutes.ts';
import { roleAssignmentRoutes } from './roleAssignmentRoutes.ts';
import { roleDefinitionRoutes } from './roleDefinitionRoutes.ts';
import { scheduleInstanceRoutes } from './scheduleInstances.ts';

/** The paths of Microsoft.Authorization that this cloud answers. */
export function authorizationRoutes(world: World): Route[] {
  return [
    ...roleAssignmentRoutes(world),
    ...roleDefinitionRoutes(world),
    ...denyAssignmentRoutes(world),
    ...scheduleInstanceRoutes(world),
  ];
}

/** What nobody can do in Azure through ARM alone. */
export function authorizationControl(world: World): ControlRoutes {
  return { ...denyAssignmentControl(world), ...activationControl(world) };
}
