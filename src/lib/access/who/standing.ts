/** The assignments of the login roles that the newest readings show. Pure. */
import { type Assignment, placeKey, placeOf, reaches } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';

/** Readings by the key of their place. */
export type Places = ReadonlyMap<string, PlaceReading>;

/** Those that reach a scope. */
export function standingAt(scope: string, places: Places): readonly Assignment[] {
  const there = places.get(placeKey(placeOf(scope)))?.assignments ?? [];
  return there.filter((one) => reaches(one.scope, scope));
}

/** All of them; what is inherited shows in every place below. */
export function standingAnywhere(places: Places): readonly Assignment[] {
  return [...places.values()].flatMap(({ assignments }) => assignments);
}
