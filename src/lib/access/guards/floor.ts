/** The floor: how many administrators are sure to remain where some are removed. No approval goes below it. Pure. */
import { type Assignment, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import { denialOf } from '../denial.ts';
import type { Grant } from '../ownership.ts';
import type { Change, RemoveReason } from '../plan/change.ts';
import { isOrphan, type Names } from '../plan/names.ts';
import { findSorted } from '../plan/sorted.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { userTypeOf } from '../userType.ts';
import type { GuardInput } from './guardInput.ts';

/** Who is removed for one of these could not sign in any more, and so never was one of those who remain. */
const COUNTED_FOR_NOTHING: ReadonlySet<Change['reason']> = new Set<RemoveReason>(['disabled', 'guest', 'notAPerson']);

/** Those of these removals that the floor holds, and what it says of each. Who is denied passes it. */
export function heldByFloor<T extends Change>(input: GuardInput, removals: readonly T[]): ReadonlyMap<T, string> {
  const held = new Map<T, string>();
  // A person whom the directory does not return is proven to be deleted before the write; else the floor is asked then.
  const candidates = removals.filter((change) => mayBeLast(change) && !isOrphan(change.principalId, input.names));
  if (candidates.length === 0) return held;
  const remaining = remainingIn(input);
  for (const change of candidates) {
    const { binding, scope } = change;
    const { minAdministrators } = input.limits.of(binding);
    const left = remaining(scope);
    if (left >= minAdministrators) continue;
    const numbers = `Too few administrators would be sure to remain at ${scope}: ${left}, and at least ${minAdministrators} must (minAdministrators).`;
    held.set(change, `${numbers} Make somebody else administrator there first; no approval lifts this.`);
  }
  return held;
}

/** Whether the floor is asked before a removal: of an administrator who could sign in, and is not denied. */
export function mayBeLast({ role, reason }: Pick<Change, 'role' | 'reason'>): boolean {
  return role === 'administrator' && reason !== 'deny' && !COUNTED_FOR_NOTHING.has(reason);
}

/** How many remain at a scope when everything of the diff is carried out that takes something away. */
function remainingIn({ diff, groups, names, places }: GuardInput): (scope: string) => number {
  // What is to go does not count even if something keeps it.
  const going = [...diff.removes, ...diff.withheld.filter(({ action }) => action === 'remove')];
  const sure = sureAdministrators({ groups, names, denied: diff.denied, going });
  const known = new Map<string, number>();
  return (scope) => {
    const key = scopeKey(scope);
    const place = places.get(placeKey(placeOf(scope)));
    const left = known.get(key) ?? (place === undefined ? 0 : sure(place, scope).size);
    known.set(key, left);
    return left;
  };
}

/** What is known besides what stands at a place. */
export interface AdministratorsKnown {
  /** By group id. */
  readonly groups: ReadonlyMap<string, GroupReading>;
  /** Who was looked up; what that says of somebody counts before what their groups say. */
  readonly names: Pick<Names, 'people' | 'asked'>;
  readonly denied: readonly string[];
  /** What is to go, or going. */
  readonly going: readonly Grant[];
}

/**
 * Tells who is sure to remain an administrator at a scope by what its place shows: enabled members of the tenant with an
 * assignment for good, there or above, by themselves or through a group that was read in full.
 */
export function sureAdministrators(
  known: AdministratorsKnown,
): (place: PlaceReading, scope: string) => ReadonlySet<string> {
  const index = administratorsIn(known);
  const isAble = abilityIn(known);
  return (place, scope) => {
    const people = new Set<string>();
    for (const [at, assignments] of index(place)) {
      if (!reaches(at, scope)) continue;
      for (const { principalId, principalType } of assignments) {
        const members = principalType === 'Group' ? membersOf(principalId, known) : [principalId];
        for (const id of members) if (isAble(id) && !isShutOut(id, scope, place, known)) people.add(id);
      }
    }
    return people;
  };
}

/** Assignments that make administrators for good, by scope; nothing of what is to go. */
function administratorsIn({
  going,
}: AdministratorsKnown): (place: PlaceReading) => ReadonlyMap<string, readonly Assignment[]> {
  const gone = new Set(going.map(keyOf));
  const known = new Map<PlaceReading, ReadonlyMap<string, readonly Assignment[]>>();
  return (place) => {
    const found = known.get(place);
    if (found !== undefined) return found;
    const lasting = place.assignments.filter(
      (one) =>
        one.role === 'administrator' &&
        one.conditional !== true &&
        place.activations?.[one.name] === undefined &&
        !gone.has(keyOf(one)),
    );
    const index = Map.groupBy(lasting, ({ scope }) => scopeKey(scope));
    known.set(place, index);
    return index;
  };
}

function keyOf({ scope, role, principalId }: Grant): string {
  return `${scopeKey(scope)} ${role} ${principalId}`;
}

/** Whether somebody is known to be an enabled member of the tenant: by a group read in full, or because we asked. */
function abilityIn({ denied, groups, names }: AdministratorsKnown): (id: string) => boolean {
  const shut = new Set(denied);
  const eligible = new Set([...groups.values()].flatMap((group) => (group.gap === undefined ? group.eligible : [])));
  return (id) => {
    if (shut.has(id)) return false;
    const seen = names.people.get(id);
    // A person who was asked for and is not in the answer counts 0, even if an earlier reading of a group has them.
    if (seen === undefined) return !names.asked.has(id) && eligible.has(id);
    return seen.enabled === true && userTypeOf(seen) === 'member';
  };
}

function membersOf(groupId: string, { groups }: AdministratorsKnown): readonly string[] {
  const reading = groups.get(groupId);
  return reading === undefined || reading.gap !== undefined ? [] : reading.eligible;
}

/** Whether a deny assignment keeps somebody out, by themselves or through a group that was read. */
function isShutOut(id: string, scope: string, { denials }: PlaceReading, { groups }: AdministratorsKnown): boolean {
  if (denials.length === 0) return false;
  const through = [...groups.values()].filter(({ eligible }) => findSorted(eligible, id, (one) => one) !== undefined);
  const principals = [id, ...through.map(({ groupId }) => groupId)];
  return denialOf({ scope, role: 'administrator', principals }, denials) !== undefined;
}
