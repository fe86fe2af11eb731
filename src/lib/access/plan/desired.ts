/** The desired state: which principals are to have which role at which scope, and through which binding. Pure. */

import type { Instant } from '../../time.ts';
import { placeKey, placeOf, scopeKey } from '../assignment.ts';
import { isOver } from '../policy/day.ts';
import type { Binding } from '../policy/policy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { chooses, type MachinesReading } from '../readings/machineSelector.ts';
import type { LoginRole } from '../role.ts';
import { scopeId } from '../scope.ts';
import { isEligible } from './membership.ts';

/** A binding with what readings say of it. */
export interface ResolvedBinding {
  readonly binding: Binding;
  /** Where it gives its role now: its scopes, or the machines that its selector chooses. */
  readonly scopes: readonly string[];
  readonly reading: GroupReading | undefined;
  readonly expired: boolean;
  /** Why nothing may be added through it. */
  readonly blocked?: { readonly code: string; readonly message: string };
}

/** Somebody who is to have a role. */
export interface Wanted {
  /** The first binding of the policy that wants it, one through which it may be added before others. */
  readonly by: ResolvedBinding;
  readonly type: 'User' | 'Group';
}

/** One role at one scope, and who is to have it there. */
export interface Bucket {
  /** As the first binding writes it. */
  readonly scope: string;
  readonly role: LoginRole;
  readonly place: string;
  /** By principal. */
  readonly wanted: Map<string, Wanted>;
  /** Bindings that name this role at this scope, the expired ones too, in the order of the policy. */
  readonly bindings: ResolvedBinding[];
}

/** What two spellings of one scope and role have in common; sorted by it, buckets are in the order of changes. */
export function bucketKey(scope: string, role: LoginRole): string {
  return `${scopeKey(scope)} ${role}`;
}

/** Finds out where a binding gives its role. */
export function resolveBinding(
  binding: Binding,
  groups: ReadonlyMap<string, GroupReading>,
  machines: MachinesReading | undefined,
  now: Instant,
): ResolvedBinding {
  const { target, expires } = binding;
  const scopes =
    target.kind === 'scopes'
      ? target.scopes.map(scopeId)
      : (machines?.machines ?? []).filter((machine) => chooses(target.selector, machine)).map(({ id }) => id);
  const expired = expires !== undefined && isOver(expires, now);
  return { binding, scopes: distinct(scopes), reading: groups.get(binding.group.id), expired };
}

/** Each scope once, and always in the same spelling. */
function distinct(scopes: readonly string[]): readonly string[] {
  const spelled = scopes.toSorted().toReversed();
  return [...new Map(spelled.map((scope) => [scopeKey(scope), scope])).values()].toSorted();
}

/** The desired state by scope and role. Who is denied is wanted nowhere. */
export function desiredBuckets(
  bindings: readonly ResolvedBinding[],
  denied: ReadonlySet<string>,
): ReadonlyMap<string, Bucket> {
  const buckets = new Map<string, Bucket>();
  for (const resolved of bindings) {
    for (const scope of resolved.scopes) {
      const bucket = bucketFor(buckets, scope, resolved.binding.role);
      bucket.bindings.push(resolved);
      if (!resolved.expired) want(bucket, resolved, denied);
    }
  }
  return buckets;
}

function bucketFor(buckets: Map<string, Bucket>, scope: string, role: LoginRole): Bucket {
  const key = bucketKey(scope, role);
  const existing = buckets.get(key);
  if (existing !== undefined) return existing;
  const bucket: Bucket = { scope, role, place: placeKey(placeOf(scope)), wanted: new Map(), bindings: [] };
  buckets.set(key, bucket);
  return bucket;
}

function want({ wanted }: Bucket, by: ResolvedBinding, denied: ReadonlySet<string>): void {
  // One object for all its people: there may be a hundred thousand of them.
  const wish: Wanted = { by, type: by.binding.assign === 'group' ? 'Group' : 'User' };
  for (const id of principalsOf(by, denied)) if (isBetter(wish, wanted.get(id))) wanted.set(id, wish);
}

function principalsOf({ binding, reading }: ResolvedBinding, denied: ReadonlySet<string>): readonly string[] {
  // Nobody is in a group that is gone; what it gave is kept by its reading being incomplete.
  if (reading?.gap?.reason === 'GroupDeleted') return [];
  if (binding.assign === 'group') return [binding.group.id];
  return (reading?.eligible ?? []).filter((id) => !denied.has(id));
}

/** Whether a binding wants this principal where it gives its role. */
export function wants(
  { binding, reading, expired }: ResolvedBinding,
  id: string,
  denied: ReadonlySet<string>,
): boolean {
  if (expired || reading?.gap?.reason === 'GroupDeleted') return false;
  return binding.assign === 'group' ? binding.group.id === id : !denied.has(id) && isEligible(reading, id);
}

/** The first binding counts, unless nothing may be added through it and something through a later one. */
function isBetter(wish: Wanted, other: Wanted | undefined): boolean {
  return other === undefined || (other.by.blocked !== undefined && wish.by.blocked === undefined);
}
