import type { Fields } from './exchange.ts';
import { extensionView } from './extensionView.ts';
import type { Machine } from './machineState.ts';
import { mergePatch } from './mergePatch.ts';
import { unreportedProperties, usualProperties } from './usualMachine.ts';
import type { World } from './world.ts';

/** The properties that the agent has reported so far, as a GET shows them. */
export function reportedProperties(machine: Machine): Fields {
  return machine.reported ? mergePatch(usualProperties(machine), machine.given) : unreportedProperties();
}

/** Whether commands reach the agent: it has reported, and it is neither offline nor expired. */
export function isReachable(machine: Machine): boolean {
  const status = reportedProperties(machine)['status'];
  return machine.reported && status !== 'Disconnected' && status !== 'Expired';
}

/** A machine as a list shows it: all but `resources`. */
export function listedMachine(world: World, machine: Machine): Fields {
  const provisioningState = world.time.now() < machine.updatingUntil ? 'Updating' : 'Succeeded';
  const { vmId, clientPublicKey } = machine;
  const properties = { ...reportedProperties(machine), provisioningState, vmId, clientPublicKey };
  const identity = machine.identity && { type: 'SystemAssigned', ...machine.identity };
  return structuredClone({
    id: machine.id,
    name: machine.name,
    location: machine.location,
    ...(machine.tags && { tags: machine.tags }),
    ...(identity && { identity }),
    type: 'Microsoft.HybridCompute/machines',
    ...(machine.kind && { kind: machine.kind }),
    properties,
  });
}

/** A machine as GET, PUT and PATCH show it: with all its extensions in `resources`. */
export function machineView(world: World, machine: Machine): Fields {
  return { ...listedMachine(world, machine), resources: [...machine.extensions.values()].map(extensionView) };
}
