/** Where a role can be given: one of four kinds of ARM scope. */
import { foldCase } from '../foldCase.ts';
import { armId, ID_PARTS, type MachineId, parseMachineId } from '../onboarding/machineId.ts';

export type Scope =
  | { readonly kind: 'managementGroup'; readonly key: string; readonly managementGroup: string }
  | { readonly kind: 'subscription'; readonly key: string; readonly subscriptionId: string }
  | {
      readonly kind: 'resourceGroup';
      readonly key: string;
      readonly subscriptionId: string;
      readonly resourceGroup: string;
    }
  | { readonly kind: 'machine'; readonly key: string; readonly machine: MachineId };

export type ScopeRead =
  | { readonly ok: true; readonly scope: Scope }
  | { readonly ok: false; readonly message: string; readonly fix: string };

/** Letters, digits and -_.() up to 90: "Naming rules and restrictions for Azure resources", Microsoft.Management. Not dots alone: a URL loses them. */
const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/(?!\.+$)([-\w().]{1,90})$/i;
const SUBSCRIPTION = /^\/subscriptions\/([^/]+)$/i;
const RESOURCE_GROUP = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)$/i;

/** The four forms, for the fix of whatever is none of them. */
const FORMS =
  '/providers/Microsoft.Management/managementGroups/NAME, /subscriptions/ID, /subscriptions/ID/resourceGroups/NAME, or the resource id of an Arc machine';

/** Reads an ARM scope. Says in words what is wrong with anything that is not one of the four kinds. */
export function parseScope(text: string): ScopeRead {
  const scope = managementGroup(text) ?? subscription(text) ?? resourceGroup(text) ?? machine(text);
  return scope === undefined ? { ok: false, ...complaint(text) } : { ok: true, scope };
}

/** The scope as ARM writes it, its parts in the case in which they were first seen. Its `key` is what spellings of it share. */
export function scopeId(scope: Scope): string {
  switch (scope.kind) {
    case 'managementGroup':
      return `/providers/Microsoft.Management/managementGroups/${scope.managementGroup}`;
    case 'subscription':
      return `/subscriptions/${scope.subscriptionId}`;
    case 'resourceGroup':
      return `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}`;
    case 'machine':
      return armId(scope.machine);
  }
}

function managementGroup(text: string): Scope | undefined {
  const name = MANAGEMENT_GROUP.exec(text)?.[1];
  return name === undefined ? undefined : { kind: 'managementGroup', key: foldCase(text), managementGroup: name };
}

function subscription(text: string): Scope | undefined {
  const id = SUBSCRIPTION.exec(text)?.[1];
  if (id === undefined || !ID_PARTS.subscriptionId.test(id)) return undefined;
  return { kind: 'subscription', key: foldCase(text), subscriptionId: foldCase(id) };
}

function resourceGroup(text: string): Scope | undefined {
  const [, id = '', name = ''] = RESOURCE_GROUP.exec(text) ?? [];
  if (!ID_PARTS.subscriptionId.test(id) || !ID_PARTS.resourceGroup.test(name)) return undefined;
  return { kind: 'resourceGroup', key: foldCase(text), subscriptionId: foldCase(id), resourceGroup: name };
}

function machine(text: string): Scope | undefined {
  const id = parseMachineId(text);
  return id === undefined ? undefined : { kind: 'machine', key: foldCase(armId(id)), machine: id };
}

/** The first that fits: the more telling, the earlier. */
const COMPLAINTS: readonly { readonly when: RegExp; readonly message: string; readonly fix: string }[] = [
  {
    when: /^\/?$/,
    message: 'is the root of the tenant, where no role is given',
    fix: 'Name a management group instead.',
  },
  { when: /^(?!\/)/, message: 'does not begin with a slash', fix: `Write ${FORMS}.` },
  { when: /\/$/, message: 'ends with a slash', fix: 'Take the slash at the end away.' },
  {
    when: /^\/subscriptions\/(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/|$))/i,
    message: 'names no subscription: its id is not a GUID',
    fix: 'Write the id of the subscription, not its name.',
  },
  {
    when: /\/providers\/microsoft\.compute\/virtualmachines\//i,
    message: 'names an Azure virtual machine, not an Arc machine',
    fix: 'Name a machine of Microsoft.HybridCompute, or a scope above it.',
  },
];

function complaint(text: string): { readonly message: string; readonly fix: string } {
  const { message, fix } = COMPLAINTS.find(({ when }) => when.test(text)) ?? {
    message: 'is no scope where a sign-in role can be given',
    fix: `Write ${FORMS}.`,
  };
  return { message, fix };
}
