/** The actual state: the assignments of the login roles by scope and role, whose they are, and what reaches further down. Pure. */
import { type Assignment, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { type LoginRole, suffices } from '../role.ts';
import { bucketKey } from './desired.ts';

/** One role at one scope as Azure has it. */
export interface ActualBucket {
  readonly scope: string;
  readonly role: LoginRole;
  readonly place: string;
  readonly assignments: Assignment[];
}

/** The assignments that stand in the places themselves; what a place inherits is in the reading of its own place. */
export function actualBuckets(places: ReadonlyMap<string, PlaceReading>): ReadonlyMap<string, ActualBucket> {
  const buckets = new Map<string, ActualBucket>();
  for (const [key, { assignments }] of places) {
    for (const assignment of assignments) {
      const { scope, role } = assignment;
      if (placeKey(placeOf(scope)) !== key) continue;
      const at = bucketKey(scope, role);
      const bucket = buckets.get(at);
      if (bucket === undefined) buckets.set(at, { scope, role, place: key, assignments: [assignment] });
      else bucket.assignments.push(assignment);
    }
  }
  return buckets;
}

/** Assignments that are seen from a place and stand in none of the places that were read: those above, each once. */
export function inherited(places: ReadonlyMap<string, PlaceReading>): readonly Assignment[] {
  const above = new Map<string, Assignment>();
  for (const { assignments } of places.values()) {
    for (const assignment of assignments) {
      const { scope, name } = assignment;
      if (!places.has(placeKey(placeOf(scope)))) above.set(`${scopeKey(scope)} ${name}`, assignment);
    }
  }
  return [...above.values()];
}

/** Those of `candidates` that give `role` at `scope`, or something more, from there or from above. */
export function reaching(candidates: readonly Assignment[], scope: string, role: LoginRole): readonly Assignment[] {
  return candidates.filter((one) => one.conditional !== true && suffices(one.role, role) && reaches(one.scope, scope));
}
