/** What stands of ours, or under a condition, by place, grant and principal. Pure. */
import type { Assignment } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { bucketKey } from './desired.ts';
import type { Whose } from './whose.ts';

/** By principal. */
type Holders = ReadonlyMap<string, Assignment>;

export interface Standing {
  /** Who has the role of this bucket by an assignment of ours without a condition, as the listing of this place shows it. */
  ownAt(place: string, bucket: string): Holders;
  /** Who has an assignment of it under a condition, of us or of others: Azure takes no second one beside it. */
  conditionalAt(place: string, bucket: string): Holders;
}

/** Finds what is ours in what the places show. Each place is gone through once, and only when somebody asks. */
export function standingIn(places: ReadonlyMap<string, PlaceReading>, whose: Whose): Standing {
  return {
    ownAt: indexed(places, (one) => one.conditional !== true && whose.seemsOwn(one)),
    conditionalAt: indexed(places, (one) => one.conditional === true),
  };
}

function indexed(
  places: ReadonlyMap<string, PlaceReading>,
  counts: (assignment: Assignment) => boolean,
): (place: string, bucket: string) => Holders {
  const indexes = new Map<string, ReadonlyMap<string, Holders>>();
  return (place, bucket) => {
    const index = indexes.get(place) ?? holdersIn((places.get(place)?.assignments ?? []).filter(counts));
    indexes.set(place, index);
    return index.get(bucket) ?? NOBODY;
  };
}

const NOBODY: Holders = new Map();

/** By bucket. */
function holdersIn(assignments: readonly Assignment[]): ReadonlyMap<string, Holders> {
  const found = new Map<string, Map<string, Assignment>>();
  // By scope as it is written: a million assignments stand at far fewer scopes.
  const seen = new Map<string, Map<string, Assignment>>();
  for (const one of assignments) {
    const written = `${one.role} ${one.scope}`;
    const holders = seen.get(written) ?? holdersOf(found, bucketKey(one.scope, one.role));
    seen.set(written, holders);
    holders.set(one.principalId, one);
  }
  return found;
}

function holdersOf(found: Map<string, Map<string, Assignment>>, key: string): Map<string, Assignment> {
  const holders = found.get(key) ?? new Map<string, Assignment>();
  found.set(key, holders);
  return holders;
}
