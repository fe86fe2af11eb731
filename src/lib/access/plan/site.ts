/** One role at one scope: what is wanted there and what is there, side by side. Pure. */
import { type Assignment, scopeKey } from '../assignment.ts';
import type { SelectableMachine } from '../readings/machineSelector.ts';
import type { ActualBucket } from './actual.ts';
import type { Bucket, ResolvedBinding } from './desired.ts';
import type { World } from './world.ts';

export interface Site {
  readonly world: World;
  /** What is wanted; undefined when no binding names this role at this scope. */
  readonly bucket: Bucket | undefined;
  /** The bindings in force that name it, in the order of the policy. */
  readonly active: readonly ResolvedBinding[];
  /** Whether a binding adopts what others made here. */
  readonly adopts: boolean;
  /** Whether what is there could be read. */
  readonly readable: boolean;
  /** Whether its place itself was read in full, and not only seen from below. */
  readonly placeRead: boolean;
  /** Each once. */
  readonly assignments: readonly Assignment[];
  /** One a principal. Azure has no second one, but while it replicates it may show two: then ours counts. */
  readonly there: ReadonlyMap<string, Assignment>;
  /** The machine, when the scope is one: absent when the inventory does not show it. */
  readonly machine: SelectableMachine | 'absent' | undefined;
}

/** Looks at a role at a scope that somebody wants, or has. */
export function siteAt(bucket: Bucket | undefined, actual: ActualBucket | undefined, world: World): Site {
  const active = bucket?.bindings.filter(({ expired }) => !expired) ?? [];
  const placeRead = isRead(bucket ?? actual, world);
  return {
    world,
    bucket,
    active,
    adopts: active.some(({ binding }) => binding.adopt),
    // What a binding names must have been read itself: from below, nobody knows whether all of it is seen.
    readable: bucket === undefined ? actual?.readable === true : placeRead,
    placeRead,
    machine: machineAt((bucket ?? actual)?.scope, world),
    ...distinct(actual?.assignments ?? [], world),
  };
}

function distinct(listed: readonly Assignment[], world: World): Pick<Site, 'assignments' | 'there'> {
  const named = new Map<string, Assignment>();
  const there = new Map<string, Assignment>();
  for (const assignment of listed) {
    if (named.has(assignment.name)) continue;
    named.set(assignment.name, assignment);
    const other = there.get(assignment.principalId);
    if (other === undefined || counts(assignment, other, world)) there.set(assignment.principalId, assignment);
  }
  return { assignments: [...named.values()], there };
}

/** Whether the one counts before the other. */
function counts(one: Assignment, other: Assignment, { whose }: World): boolean {
  const own = whose.isOwn(one);
  return own === whose.isOwn(other) ? one.name < other.name : own;
}

function isRead(at: { readonly place: string } | undefined, { input }: World): boolean {
  const reading = at && input.places.get(at.place);
  return reading !== undefined && reading.gap === undefined;
}

function machineAt(scope = '', { machines }: World): SelectableMachine | 'absent' | undefined {
  const key = scopeKey(scope);
  return key.includes('/microsoft.hybridcompute/machines/') ? (machines.get(key) ?? 'absent') : undefined;
}

/** Ours to change: made by us, or governed by a binding that adopts what others made, but for other installations. */
export function isOurs(assignment: Assignment, { adopts, world: { whose } }: Site): boolean {
  return whose.isOwn(assignment) || (adopts && whose.ownership(assignment).kind !== 'otherInstallation');
}

/** The same for what is wanted, where a claim is enough. */
export function seemsOurs(assignment: Assignment, site: Site): boolean {
  return site.world.whose.seemsOwn(assignment) || isOurs(assignment, site);
}
