/** Who has a role already through assignments of others. Pure. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import { type Assignment, reaches } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { type LoginRole, suffices } from '../role.ts';
import { compare } from './change.ts';
import { type Bucket, bucketKey } from './desired.ts';
import type { Whose } from './whose.ts';

/** An assignment of others that gives somebody a role. */
export interface Giver {
  /** Name of the assignment. */
  readonly name: string;
  /** When PIM takes it away again; absent when it lasts. */
  readonly endsAt?: Instant;
  /** Where ARM tells. */
  readonly createdAt?: Instant;
}

/** One role at one scope, and the place whose listing shows it. */
interface Spot {
  readonly place: string;
  readonly scope: string;
  readonly role: LoginRole;
}

export interface Givers {
  /** The best assignment of others that gives this principal the role there, or more, from there or from above. */
  giverOf(principalId: string, spot: Spot): Giver | undefined;
  /** When PIM takes an assignment away again. */
  endOf(assignment: Assignment): Instant | undefined;
}

/** Finds who has what through others, in what the places show. */
export function giversIn(
  places: ReadonlyMap<string, PlaceReading>,
  whose: Whose,
  desired: ReadonlyMap<string, Bucket>,
  now: Instant,
): Givers {
  const isGoing = takenOverIn(desired, whose);
  const ends = activationsIn(places);
  const endOf = ({ name }: Assignment): Instant | undefined => ends.get(name);
  const indexes = new Map<string, ReadonlyMap<string, readonly Assignment[]>>();
  const indexOf = (place: string): ReadonlyMap<string, readonly Assignment[]> => {
    const existing = indexes.get(place);
    if (existing !== undefined) return existing;
    const given = (places.get(place)?.assignments ?? []).filter(
      // A condition may leave less than the role; an activation that is over is only shown still.
      (one) => one.conditional !== true && !whose.seemsOwn(one) && (endOf(one) ?? Infinity) > now && !isGoing(one),
    );
    const index = Map.groupBy(given, ({ principalId }) => principalId);
    indexes.set(place, index);
    return index;
  };
  return {
    endOf,
    giverOf(principalId, { place, scope, role }) {
      const [best] = (indexOf(place).get(principalId) ?? [])
        .filter((one) => suffices(one.role, role) && reaches(one.scope, scope))
        .map((one) => ({ one, endsAt: endOf(one) ?? Infinity }))
        .toSorted((a, b) => lasting(a, b) || compare(a.one.name, b.one.name));
      if (best === undefined) return undefined;
      const { name, createdAt } = best.one;
      return defined({ name, createdAt, endsAt: best.endsAt === Infinity ? undefined : best.endsAt });
    },
  };
}

/** Tells what a binding has taken over from others and wants for nobody: we are about to remove it ourselves. */
function takenOverIn(desired: ReadonlyMap<string, Bucket>, whose: Whose): (assignment: Assignment) => boolean {
  const adopting = new Map(
    [...desired].filter(([, { bindings }]) => bindings.some(({ binding, expired }) => binding.adopt && !expired)),
  );
  return (one) => {
    const bucket = adopting.size === 0 ? undefined : adopting.get(bucketKey(one.scope, one.role));
    if (bucket === undefined || bucket.wanted.has(one.principalId)) return false;
    return whose.ownership(one).kind !== 'otherInstallation';
  };
}

/** What lasts longer comes first. */
function lasting(a: { readonly endsAt: number }, b: { readonly endsAt: number }): number {
  return a.endsAt === b.endsAt ? 0 : b.endsAt - a.endsAt;
}

/** An assignment shows in its own place and in those below it, and so does its activation. */
function activationsIn(places: ReadonlyMap<string, PlaceReading>): ReadonlyMap<string, Instant> {
  return new Map([...places.values()].flatMap(({ activations }) => Object.entries(activations ?? {})));
}
