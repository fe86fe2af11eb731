/** Where assignments of this installation may be: what is watched, what was ever read, and what somebody names. */
import { type Place, placeKey } from '../../src/lib/access/assignment.ts';
import type { Readings } from '../../src/lib/access/runs/readings.ts';
import { Failure } from '../../src/lib/errors.ts';
import type { Settings } from '../../src/lib/settings/settings.ts';

/** What the app remembers of where it was, with a sentence about it. */
export interface Remembered {
  readonly places: readonly Place[];
  readonly said: string;
}

const ONLY_WATCHED = 'only the watched places are looked at, and those that --also names';

/**
 * Every place that the app has ever read, out of its storage; without that, none. What an earlier policy or setting named
 * is known nowhere else.
 */
export async function rememberedPlaces(readings: Pick<Readings, 'memory'> | undefined): Promise<Remembered> {
  if (readings === undefined) return { places: [], said: `No setting names the app's storage: ${ONLY_WATCHED}.` };
  try {
    const { places } = await readings.memory();
    if (places.length === 0) return { places, said: `The app's storage knows of no place: ${ONLY_WATCHED}.` };
    return { places, said: `Places that the app has ever read, as its storage says: ${places.length}.` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { places: [], said: `The app's storage cannot be read (${error.code}): ${ONLY_WATCHED}.` };
  }
}

/** The watched subscriptions, with the management group that they are below. */
export function watchedPlaces(
  subscriptionIds: Iterable<string>,
  { managementGroupId }: Pick<Settings, 'managementGroupId'>,
): readonly Place[] {
  const subscriptions = [...subscriptionIds].map((id): Place => ({ kind: 'subscription', id }));
  return managementGroupId === undefined
    ? subscriptions
    : [{ kind: 'managementGroup', name: managementGroupId }, ...subscriptions];
}

/** Each place once. */
export function eachOnce(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}
