import { keyOf } from '../resourceId.ts';

/** A place that access can be given at. */
export interface Scope {
  readonly kind: 'tenant' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'resource';
  /** As it was written; empty for the tenant. */
  readonly path: string;
  /** Equal for all ways to write it. */
  readonly key: string;
  /** The subscription that it is or is in, as configured. */
  readonly subscriptionId?: string;
  /** Keys from the scope itself up to the tenant, whose key is empty. */
  readonly lineage: readonly string[];
}

/** A management group. A subscription that no group names is below the cloud's one management group. */
export interface ManagementGroup {
  readonly name: string;
  /** The group above it; the tenant is, when absent. */
  readonly parent?: string | undefined;
  readonly subscriptions?: readonly string[] | undefined;
}

/** What a path is, if it is no scope. */
export type ScopeProblem = 'noScope' | 'noManagementGroup' | 'noSubscription';

/** Reads the path of a scope (common-types.json, ScopeParameter). */
export type ScopeReader = (path: string) => Scope | ScopeProblem;

interface Places {
  readonly managementGroup: string;
  readonly subscriptions: ReadonlyMap<string, string>;
}

const GROUP_PREFIX = '/providers/microsoft.management/managementgroups/';
const IN_SUBSCRIPTION = /^\/subscriptions\/([^/]+)(?:(\/resourcegroups\/[^/]+)((?:\/[^/]+)*))?$/i;

/** A reader for the tree that the management groups make. */
export function scopeReader(places: Places, further: readonly ManagementGroup[] = []): ScopeReader {
  const above = lineages(places, further);
  return (path) => {
    const key = keyOf(path);
    if (key === '') return { kind: 'tenant', path, key, lineage: [''] };
    if (!key.startsWith(GROUP_PREFIX)) return scopeInSubscription(path, places, above);
    const lineage = above.ofGroup(key.slice(GROUP_PREFIX.length));
    return lineage === undefined ? 'noManagementGroup' : { kind: 'managementGroup', path, key, lineage };
  };
}

function scopeInSubscription(path: string, { subscriptions }: Places, above: Lineages): Scope | ScopeProblem {
  const match = IN_SUBSCRIPTION.exec(path);
  if (match === null || !isResource(match[3] ?? '')) return 'noScope';
  const [, id = '', group = '', resource = ''] = match;
  const subscriptionId = subscriptions.get(keyOf(id));
  if (subscriptionId === undefined) return 'noSubscription';
  const subscriptionKey = keyOf(`/subscriptions/${id}`);
  const groupKey = subscriptionKey + keyOf(group);
  const lineage = [
    ...resourceKeys(groupKey, keyOf(resource)),
    ...(group === '' ? [] : [groupKey]),
    subscriptionKey,
    ...above.ofSubscription(keyOf(id)),
  ];
  return { kind: kindOf(group, resource), path, key: keyOf(path), subscriptionId, lineage };
}

/** Whether one of the two is at or above the other. */
export function related(one: Scope, other: Scope): boolean {
  return one.lineage.includes(other.key) || other.lineage.includes(one.key);
}

function kindOf(group: string, resource: string): Scope['kind'] {
  if (resource !== '') return 'resource';
  return group === '' ? 'subscription' : 'resourceGroup';
}

/** `/providers/{namespace}/{type}/{name}`, then any number of further `/{type}/{name}`. */
function isResource(rest: string): boolean {
  const parts = rest.split('/').slice(1);
  return rest === '' || (/^\/providers\//i.test(rest) && parts.length >= 4 && parts.length % 2 === 0);
}

/** A resource and those that it is in, from the inside out. */
function resourceKeys(group: string, rest: string): string[] {
  const parts = rest.split('/').slice(1);
  const keys: string[] = [];
  for (let length = parts.length; length >= 4; length -= 2) keys.push([group, ...parts.slice(0, length)].join('/'));
  return keys;
}

interface Lineages {
  ofGroup(name: string): string[] | undefined;
  ofSubscription(id: string): string[];
}

function lineages({ managementGroup }: Places, further: readonly ManagementGroup[]): Lineages {
  const parents = new Map<string, string | undefined>([[keyOf(managementGroup), undefined]]);
  const homes = new Map<string, string>();
  for (const { name, parent, subscriptions = [] } of further) {
    parents.set(keyOf(name), parent === undefined ? undefined : keyOf(parent));
    for (const id of subscriptions) homes.set(keyOf(id), keyOf(name));
  }

  function upFrom(group: string): string[] {
    const seen = new Set<string>();
    for (let at: string | undefined = group; at !== undefined && !seen.has(at); at = parents.get(at)) seen.add(at);
    return [...[...seen].map((name) => GROUP_PREFIX + name), ''];
  }

  return {
    ofGroup: (name) => (parents.has(name) ? upFrom(name) : undefined),
    ofSubscription: (id) => upFrom(homes.get(id) ?? keyOf(managementGroup)),
  };
}
