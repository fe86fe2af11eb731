/** When and where every simulation begins, and who is in it. */
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { hours } from '../../src/lib/time.ts';

export const START = Date.UTC(2026, 10, 22, 12);
export const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
export const TENANT = '99999999-9999-4999-8999-999999999999';
/** Object ids of the app, and of everybody else. */
export const SELF = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
export const OTHERS = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
export const EXCLUDE_TAG = { name: 'ArcEntraSignIn', value: 'exclude' };
export const OPT_IN_TAG = { name: 'EntraSignIn', value: 'yes' };
/** How long an extension that somebody removed stays away. */
export const DRIFT_GRACE_MS = hours(24);

/** The machine of that number in a world. */
export function machineNo(index: number): MachineId {
  return { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-web', name: `web-${index + 1}` };
}

/** An id that no machine has, of that number. */
export function ghostNo(index: number): MachineId {
  return { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-ghosts', name: `ghost-${index}` };
}

/** A bearer token as the identity of that object id would have it. */
export function tokenOf(objectId: string): string {
  const claims = Buffer.from(JSON.stringify({ oid: objectId, appid: objectId })).toString('base64url');
  return `e30.${claims}.unsigned`;
}

/** Where a machine is when it has been moved. */
export function movedNo(index: number): MachineId {
  return { ...machineNo(index), resourceGroup: 'rg-moved' };
}
