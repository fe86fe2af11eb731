/** The floor: how many administrators are sure to remain where some are removed. No approval goes below it. Pure. */
import { type Assignment, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import { denialOf } from '../denial.ts';
import type { Change, RemoveReason } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import { isOrphan } from '../plan/names.ts';
import { findSorted } from '../plan/sorted.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { GuardInput } from './guard.ts';

/** Who is removed for one of these could not sign in any more, and so never was one of those who remain. */
const COUNTED_FOR_NOTHING: ReadonlySet<Change['reason']> = new Set<RemoveReason>(['disabled', 'guest', 'notAPerson']);

/** The removals that the floor holds, and what it says of each. Who is denied passes it. */
export function heldByFloor(input: GuardInput): ReadonlyMap<Change, string> {
  const held = new Map<Change, string>();
  const candidates = input.diff.removes.filter((change) => mayBeLast(change, input));
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

function mayBeLast({ role, reason, principalId }: Change, { names }: GuardInput): boolean {
  return (
    role === 'administrator' && reason !== 'deny' && !COUNTED_FOR_NOTHING.has(reason) && !isOrphan(principalId, names)
  );
}

/** How many remain at a scope when everything of the diff is carried out that takes something away. */
function remainingIn(input: GuardInput): (scope: string) => number {
  const index = administratorsIn(input);
  const isAble = abilityIn(input);
  const known = new Map<string, number>();
  const count = (scope: string): number => {
    const place = input.places.get(placeKey(placeOf(scope)));
    if (place === undefined) return 0;
    const people = new Set<string>();
    for (const [at, assignments] of index(place)) {
      if (!reaches(at, scope)) continue;
      for (const { principalId, principalType } of assignments) {
        const members = principalType === 'Group' ? membersOf(principalId, input) : [principalId];
        for (const id of members) if (isAble(id) && !isShutOut(id, scope, place, input)) people.add(id);
      }
    }
    return people.size;
  };
  return (scope) => {
    const key = scopeKey(scope);
    const left = known.get(key) ?? count(scope);
    known.set(key, left);
    return left;
  };
}

/** Assignments that make administrators for good, by scope; nothing of what is to go, even if something keeps it. */
function administratorsIn({ diff }: GuardInput): (place: PlaceReading) => ReadonlyMap<string, readonly Assignment[]> {
  const going = goingIn(diff);
  const known = new Map<PlaceReading, ReadonlyMap<string, readonly Assignment[]>>();
  return (place) => {
    const found = known.get(place);
    if (found !== undefined) return found;
    const lasting = place.assignments.filter(
      (one) =>
        one.role === 'administrator' &&
        one.conditional !== true &&
        place.activations?.[one.name] === undefined &&
        !going.has(keyOf(one)),
    );
    const index = Map.groupBy(lasting, ({ scope }) => scopeKey(scope));
    known.set(place, index);
    return index;
  };
}

function goingIn({ removes, withheld }: Diff): ReadonlySet<string> {
  return new Set([...removes, ...withheld.filter(({ action }) => action === 'remove')].map(keyOf));
}

function keyOf({ scope, role, principalId }: Pick<Change, 'scope' | 'role' | 'principalId'>): string {
  return `${scopeKey(scope)} ${role} ${principalId}`;
}

/** Whether somebody is known to be an enabled member of the tenant: by a group read in full, or because we asked. */
function abilityIn({ diff, groups, names }: GuardInput): (id: string) => boolean {
  const denied = new Set(diff.denied);
  const eligible = new Set([...groups.values()].flatMap((group) => (group.gap === undefined ? group.eligible : [])));
  return (id) => {
    if (denied.has(id)) return false;
    const seen = names.people.get(id);
    return seen === undefined ? eligible.has(id) : seen.enabled === true && seen.userType === 'Member';
  };
}

function membersOf(groupId: string, { groups }: GuardInput): readonly string[] {
  const reading = groups.get(groupId);
  return reading === undefined || reading.gap !== undefined ? [] : reading.eligible;
}

/** Whether a deny assignment keeps somebody out, by themselves or through a group that was read. */
function isShutOut(id: string, scope: string, { denials }: PlaceReading, { groups }: GuardInput): boolean {
  if (denials.length === 0) return false;
  const through = [...groups.values()].filter(({ eligible }) => findSorted(eligible, id, (one) => one) !== undefined);
  const principals = [id, ...through.map(({ groupId }) => groupId)];
  return denialOf({ scope, role: 'administrator', principals }, denials) !== undefined;
}
