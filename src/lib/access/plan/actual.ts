/** The actual state: the assignments of the login roles by scope and role. Pure. */
import { type Assignment, placeKey, placeOf } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { LoginRole } from '../role.ts';
import { bucketKey } from './desired.ts';

/** One role at one scope as Azure has it. */
export interface ActualBucket {
  readonly scope: string;
  readonly role: LoginRole;
  readonly place: string;
  /** A place that could be read shows it; else it is what was known before. */
  readonly readable: boolean;
  /** As listed: pages may overlap. */
  readonly assignments: readonly Assignment[];
}

type Growing = { -readonly [K in keyof ActualBucket]: ActualBucket[K] } & { readonly assignments: Assignment[] };

/**
 * What stands where. What a place inherits is in the reading of its own place; where that was not read, since no setting
 * and no binding names it any more, what is seen of it from below counts.
 */
export function actualBuckets(places: ReadonlyMap<string, PlaceReading>): ReadonlyMap<string, ActualBucket> {
  const buckets = new Map<string, Growing>();
  for (const [key, { assignments, gap }] of places) {
    // By scope as it is written: a million assignments stand at far fewer scopes.
    const seen = new Map<string, Growing | 'elsewhere'>();
    for (const assignment of assignments) {
      const written = `${assignment.role} ${assignment.scope}`;
      const bucket = seen.get(written) ?? bucketFor(assignment, key, places, buckets);
      seen.set(written, bucket);
      if (bucket === 'elsewhere') continue;
      bucket.assignments.push(assignment);
      bucket.readable ||= gap === undefined;
    }
  }
  return buckets;
}

function bucketFor(
  { scope, role }: Assignment,
  from: string,
  places: ReadonlyMap<string, PlaceReading>,
  buckets: Map<string, Growing>,
): Growing | 'elsewhere' {
  const place = placeKey(placeOf(scope));
  if (place !== from && places.has(place)) return 'elsewhere';
  const key = bucketKey(scope, role);
  const existing = buckets.get(key);
  if (existing === undefined) {
    const made: Growing = { scope, role, place, readable: false, assignments: [] };
    buckets.set(key, made);
    return made;
  }
  // Of several spellings always the same one is shown.
  if (scope < existing.scope) existing.scope = scope;
  return existing;
}
