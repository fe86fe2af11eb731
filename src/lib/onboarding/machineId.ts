/**
 * The name of an Arc machine: its ARM resource id. Azure compares ids without case and writes them in several (events
 * say `resourcegroups` on write and `resourceGroups` on delete), so equality always goes through `machineKey`.
 */
import { foldCase } from '../foldCase.ts';
export interface MachineId {
  /** GUID, lower case. */
  readonly subscriptionId: string;
  /** As first seen. */
  readonly resourceGroup: string;
  /** As first seen. */
  readonly name: string;
}

/**
 * What the parts of an id may look like: ARM's own patterns, common-types v3 (subscription, resource group) and
 * HybridCompute 2024-07-10 (machine). Anything else cannot name a machine, and must not get as far as a URL or a table key.
 */
export const ID_PARTS = {
  subscriptionId: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  resourceGroup: /^[-\p{L}\p{N}._()]{0,89}[-\p{L}\p{N}_()]$/u,
  name: /^(?!\.+$)[a-zA-Z0-9-_.]{1,54}$/,
} as const;

const RESOURCE =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.hybridcompute\/machines\/([^/]+)(\/.*)?$/i;

/** The id that its three parts make, or undefined when one of them cannot be a part of one. */
export function machineIdOf(parts: MachineId): MachineId | undefined {
  const { subscriptionId, resourceGroup, name } = parts;
  const valid =
    ID_PARTS.subscriptionId.test(subscriptionId) &&
    ID_PARTS.resourceGroup.test(resourceGroup) &&
    ID_PARTS.name.test(name);
  return valid ? { subscriptionId: foldCase(subscriptionId), resourceGroup, name } : undefined;
}

/** A machine, or something below it: `rest` is what follows the machine's id, such as `/extensions/AADLogin`. */
export interface MachineResource {
  readonly machine: MachineId;
  /** Empty for the machine itself. */
  readonly rest: string;
}

/** Reads an ARM id of a machine or of something below one; undefined for everything else. */
export function parseMachineResource(resourceId: string): MachineResource | undefined {
  const match = RESOURCE.exec(resourceId);
  if (match === null) return undefined;
  const [, subscriptionId = '', resourceGroup = '', name = '', rest = ''] = match;
  const machine = machineIdOf({ subscriptionId, resourceGroup, name });
  return machine === undefined ? undefined : { machine, rest };
}

/** Reads the ARM id of a machine; undefined for anything else, also for what lies below a machine. */
export function parseMachineId(resourceId: string): MachineId | undefined {
  const resource = parseMachineResource(resourceId);
  return resource?.rest === '' ? resource.machine : undefined;
}

/** The full ARM id, in the case in which the parts were first seen. */
export function armId(id: MachineId): string {
  return `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}/providers/Microsoft.HybridCompute/machines/${id.name}`;
}

/** What two spellings of one machine's id have in common. Also safe as a key of a table row: no slash in it. */
export function machineKey(id: MachineId): string {
  return foldCase(`${id.resourceGroup}|${id.name}`);
}

/** The machine of such a key, in lower case; undefined for a text that is none. */
export function machineOfKey(subscriptionId: string, key: string): MachineId | undefined {
  const [resourceGroup = '', name = '', ...more] = key.split('|');
  return more.length === 0 ? machineIdOf({ subscriptionId, resourceGroup, name }) : undefined;
}

/** Whether both name the same machine. */
export function sameMachine(a: MachineId, b: MachineId): boolean {
  return a.subscriptionId === b.subscriptionId && machineKey(a) === machineKey(b);
}
