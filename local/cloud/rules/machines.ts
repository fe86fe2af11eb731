import type { Asker } from './caller.ts';
import { answer, type CloudReply, refuse } from './exchange.ts';
import { wakeAgent } from './extensionWork.ts';
import type { Machine } from './machineState.ts';
import { machineView, reportedProperties } from './machineView.ts';
import { composePatches } from './mergePatch.ts';
import { closeOperation } from './operations.ts';
import { machinePatch, machinePut, parseBody } from './requestBodies.ts';
import { announce } from './resourceEvents.ts';
import { keyOf, type MachineName, machineId } from './resourceId.ts';
import type { World } from './world.ts';

/** How long `Updating` shows after a PATCH. The service's figure is unknown; long enough to be seen by the next GET. */
const UPDATING_MS = 1000;

const NAME = /^[a-zA-Z0-9-_.]{1,54}$/;

/** The machine of that name, whatever the case. */
export function findMachine(world: World, name: MachineName): Machine | undefined {
  return world.machines.get(keyOf(machineId(name)));
}

/** GET of one machine, extensions included. */
export function getMachine(world: World, name: MachineName): CloudReply {
  const machine = findMachine(world, name);
  return machine ? answer(200, machineView(world, machine)) : machineMissing(name);
}

/**
 * PUT, as azcmagent does: registers a machine, or merges what is given into one that lives. The group is made on demand.
 * 200 with the machine; 400 names what is wrong with the body.
 */
export function putMachine(world: World, name: MachineName, body: unknown, asker: Asker): CloudReply {
  if (!NAME.test(name.machine)) {
    const message = `The machine name '${name.machine}' is invalid: 1 to 54 letters, digits, '-', '_' or '.'.`;
    return refuse(400, 'InvalidResourceName', message, { target: 'name' });
  }
  const parsed = parseBody(machinePut, body);
  if ('refused' in parsed) return parsed.refused;
  const { location, tags, kind, identity, properties } = parsed.value;
  const living = findMachine(world, name);
  const machine = living ?? register(world, name, location, properties?.clientPublicKey ?? undefined);

  if (identity?.type === 'None') delete machine.identity;
  else if (identity || !living) giveIdentity(world, machine);
  report(world, machine, { tags, kind, properties });
  announceMachine(world, machine, asker, { verb: 'write', existed: living !== undefined });
  return answer(200, machineView(world, machine));
}

/** PATCH of identity, tags and properties: 200 with `Updating`, which is over a moment later. */
export function patchMachine(world: World, name: MachineName, body: unknown, asker: Asker): CloudReply {
  const machine = findMachine(world, name);
  if (!machine) return machineMissing(name);
  const parsed = parseBody(machinePatch, body);
  if ('refused' in parsed) return parsed.refused;
  const { tags, kind, identity, properties } = parsed.value;

  if (identity) giveIdentity(world, machine);
  machine.updatingUntil = world.time.now() + UPDATING_MS;
  report(world, machine, { tags, kind, properties });
  announceMachine(world, machine, asker, { verb: 'write', existed: true });
  return answer(200, machineView(world, machine));
}

/** DELETE, as azcmagent disconnect or the portal: 200, or 204 when there was none. */
export function deleteMachine(world: World, name: MachineName, asker: Asker): CloudReply {
  const machine = findMachine(world, name);
  if (!machine) return answer(204);
  machine.forgetReport?.();
  for (const { operation } of machine.extensions.values()) {
    const error = { code: 'OperationCanceled', message: 'The machine was deleted.' };
    if (operation) closeOperation(world, operation, { status: 'Canceled', error });
  }
  world.machines.delete(machine.key);
  announceMachine(world, machine, asker, { verb: 'delete', existed: true });
  return answer(200);
}

/** ARM's 404 for a machine. */
export function machineMissing({ resourceGroup, machine }: MachineName): CloudReply {
  return refuse(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.HybridCompute/machines/${machine}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

function register(world: World, name: MachineName, location: string, clientPublicKey?: string): Machine {
  const { time, chance, groups, machines } = world;
  const groupId = `/subscriptions/${name.subscriptionId}/resourceGroups/${name.resourceGroup}`;
  const resourceGroup = groups.get(keyOf(groupId)) ?? name.resourceGroup;
  groups.set(keyOf(groupId), resourceGroup);
  const subscriptionId = world.subscriptions.get(name.subscriptionId.toLowerCase()) ?? name.subscriptionId;
  const id = machineId({ subscriptionId, resourceGroup, machine: name.machine });
  const machine: Machine = {
    id,
    key: keyOf(id),
    ordinal: world.nextOrdinal++,
    subscriptionId,
    resourceGroup,
    name: name.machine,
    location,
    given: {},
    vmId: chance.guid(),
    vmUuid: chance.guid().toUpperCase(),
    clientPublicKey: clientPublicKey ?? `MIIBCgKCAQEA${chance.text(348)}`,
    registeredAt: time.now(),
    reported: false,
    lastStatusChange: time.now(),
    updatingUntil: 0,
    extensions: new Map(),
  };
  machines.set(machine.key, machine);
  awaitReport(world, machine);
  return machine;
}

/** The first report of the agent: at once, or after the time that was said. */
function awaitReport(world: World, machine: Machine): void {
  const seconds = world.agents.reportAfterSeconds(machine.id);
  if (seconds <= 0) {
    machine.reported = true;
    return;
  }
  machine.forgetReport = world.time.after(seconds * 1000, () => {
    machine.reported = true;
    machine.lastStatusChange = world.time.now();
    wakeAgent(world, machine);
    world.index.changed(machine);
  });
}

function report(
  world: World,
  machine: Machine,
  said: Pick<ReturnType<typeof machinePut.parse>, 'tags' | 'kind' | 'properties'>,
): void {
  const statusBefore = reportedProperties(machine)['status'];
  if (said.tags) machine.tags = said.tags;
  if (said.kind) machine.kind = said.kind;
  const { vmId, clientPublicKey: _ofRegistration, ...properties } = said.properties ?? {};
  if (vmId) machine.vmId = vmId;
  machine.given = composePatches(machine.given, structuredClone(properties));
  if (reportedProperties(machine)['status'] !== statusBefore) machine.lastStatusChange = world.time.now();
  wakeAgent(world, machine);
}

function giveIdentity(world: World, machine: Machine): void {
  // Of another kind is lost: the enum of this api-version has no place for both.
  if (machine.identity?.principalId !== undefined) return;
  machine.identity = { principalId: world.chance.guid(), tenantId: world.tenantId };
}

function announceMachine(
  world: World,
  machine: Machine,
  asker: Asker,
  change: { readonly verb: 'write' | 'delete'; readonly existed: boolean },
): void {
  const { subscriptionId, id: resourceId } = machine;
  const resourceType = 'Microsoft.HybridCompute/machines';
  world.index.changed(machine);
  announce(world, asker, { ...change, subscriptionId, resourceId, resourceType, succeeded: true });
}
