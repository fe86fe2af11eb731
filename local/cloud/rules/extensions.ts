import type * as z from 'zod';
import type { Asker } from './caller.ts';
import { answer, type CloudReply, refuse } from './exchange.ts';
import { extensionView } from './extensionView.ts';
import { beginWork } from './extensionWork.ts';
import type { Extension, ExtensionSpec, Machine, Operation } from './machineState.ts';
import { accepted, openOperation } from './operations.ts';
import { extensionPatch, extensionPut, parseBody } from './requestBodies.ts';
import type { World } from './world.ts';

/** A request below a machine that exists. */
export interface ExtensionRequest {
  readonly machine: Machine;
  readonly name: string;
  readonly apiVersion: string;
  /** Scheme and host under which the client reached us; polling URLs begin with it. */
  readonly base: string;
  readonly asker: Asker;
}

/** GET of one extension. */
export function getExtension(request: ExtensionRequest): CloudReply {
  const extension = found(request);
  return extension ? answer(200, extensionView(extension)) : missing(request.machine, request.name);
}

/** GET of all extensions of a machine. */
export function listExtensions(machine: Machine): CloudReply {
  return answer(200, { value: [...machine.extensions.values()].map(extensionView) });
}

/** PUT: installs, or updates what is there. 202, or 409 while something of that type is in progress. */
export function putExtension(world: World, request: ExtensionRequest, body: unknown): CloudReply {
  const parsed = parseBody(extensionPut, body);
  if ('refused' in parsed) return parsed.refused;
  const { properties, tags } = parsed.value;
  const spec = specOf(properties);
  const existing = found(request);
  const conflict = conflictOf(request, existing, spec);
  if (conflict) return conflict;

  const extension = existing ?? newExtension(request, spec);
  extension.spec = spec;
  if (tags) extension.tags = tags;
  const state = properties.provisioningState ?? SUCCEEDED;
  if (state !== SUCCEEDED) return hang(world, request, extension, state);
  delete extension.hangs;
  return start(world, request, extension, existing?.everSucceeded ? 'update' : 'install');
}

const SUCCEEDED = 'Succeeded';

/**
 * Lets the extension stay in that state for ever, as `MDE.Windows` was seen to stay `Deleting`. A PUT of the same extension
 * without a state, or with Succeeded, ends it.
 */
function hang(world: World, { machine }: ExtensionRequest, extension: Extension, state: string): CloudReply {
  extension.provisioningState = state;
  extension.hangs = true;
  machine.extensions.set(extension.name.toLowerCase(), extension);
  world.index.changed(machine);
  return answer(200, extensionView(extension));
}

/** PATCH of an extension that exists. 202. */
export function patchExtension(world: World, request: ExtensionRequest, body: unknown): CloudReply {
  const extension = found(request);
  if (!extension) return missing(request.machine, request.name);
  const parsed = parseBody(extensionPatch, body);
  if ('refused' in parsed) return parsed.refused;
  const { properties, tags } = parsed.value;
  const spec = specOf({ ...extension.spec, ...properties });
  const conflict = conflictOf(request, extension, spec);
  if (conflict) return conflict;

  extension.spec = spec;
  if (tags) extension.tags = tags;
  return start(world, request, extension, extension.everSucceeded ? 'update' : 'install');
}

/** DELETE: 202, or 204 when there is none. The agent's own lists never forbid it. */
export function deleteExtension(world: World, request: ExtensionRequest): CloudReply {
  const extension = found(request);
  if (!extension) return answer(204);
  if (extension.operation || extension.hangs === true) return stillProcessing(extension.spec.type);
  return start(world, request, extension, 'delete');
}

const STATES = { install: 'Creating', update: 'Updating', delete: 'Deleting' } as const;

function start(world: World, request: ExtensionRequest, extension: Extension, kind: Operation['kind']): CloudReply {
  const { machine, asker, apiVersion, base } = request;
  extension.provisioningState = STATES[kind];
  machine.extensions.set(extension.name.toLowerCase(), extension);
  const expectedSeconds = world.agents.installSeconds(machine.id);
  const operation = openOperation(world, { kind, extension, asker, apiVersion, expectedSeconds });
  beginWork(world, operation);
  world.index.changed(machine);
  return accepted(world, operation, base);
}

function found({ machine, name }: ExtensionRequest): Extension | undefined {
  return machine.extensions.get(name.toLowerCase());
}

function newExtension({ machine, name }: ExtensionRequest, spec: ExtensionSpec): Extension {
  const id = `${machine.id}/extensions/${name}`;
  const { location } = machine;
  return { id, name, machine, location, spec, provisioningState: 'Creating', everSucceeded: false };
}

function specOf(properties: NonNullable<z.infer<typeof extensionPatch>['properties']>): ExtensionSpec {
  const { typeHandlerVersion, autoUpgradeMinorVersion, enableAutomaticUpgrade, forceUpdateTag, settings } = properties;
  return {
    publisher: properties.publisher ?? '',
    type: properties.type ?? '',
    ...(typeHandlerVersion != null && { typeHandlerVersion }),
    ...(autoUpgradeMinorVersion != null && { autoUpgradeMinorVersion }),
    ...(enableAutomaticUpgrade != null && { enableAutomaticUpgrade }),
    ...(forceUpdateTag != null && { forceUpdateTag }),
    ...(settings != null && { settings: structuredClone(settings) }),
  };
}

/** One operation per extension type and machine, and one extension of a type. */
function conflictOf(
  { machine, name }: ExtensionRequest,
  existing: Extension | undefined,
  spec: ExtensionSpec,
): CloudReply | undefined {
  if (existing?.operation) return stillProcessing(existing.spec.type);
  if (existing && !isSameType(existing.spec, spec)) {
    const message = `The publisher and type of extension ${name} can't be changed. Please remove it first.`;
    return refuse(400, 'HCRP400', message, { target: 'properties.type' });
  }
  const hanging = [...machine.extensions.values()].find((one) => one !== existing && one.hangs === true);
  if (hanging) return stillProcessing(hanging.spec.type);
  const other = [...machine.extensions.values()].find((one) => one !== existing && isSameType(one.spec, spec));
  if (!other) return undefined;
  if (other.operation) return stillProcessing(spec.type);
  // Second-hand that it is refused, UNCONFIRMED how it is worded.
  return refuse(409, 'HCRP409', `An extension of type ${spec.type} already exists under the name ${other.name}.`);
}

function isSameType(one: ExtensionSpec, other: ExtensionSpec): boolean {
  const name = ({ publisher, type }: ExtensionSpec) => `${publisher}/${type}`.toLowerCase();
  return name(one) === name(other);
}

function stillProcessing(type: string): CloudReply {
  return refuse(
    409,
    'HCRP409',
    `An extension of type ${type} is still processing. Only one instance of an extension may be in progress at a time for the same resource. Please retry after sometime.`,
  );
}

/** The 404 below a machine. */
export function missing(
  { subscriptionId, resourceGroup, name: machine }: Pick<Machine, 'subscriptionId' | 'resourceGroup' | 'name'>,
  name: string,
): CloudReply {
  const target = `${subscriptionId}/${resourceGroup}/${machine}/${name}`;
  return refuse(404, 'HCRP404', 'The requested resource was not found.', { target });
}
