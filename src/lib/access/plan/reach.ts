/** Where the policy gives a role at a scope, at what lies above it, and at what lies below. Pure. */
import { hours } from '../../time.ts';
import { type Assignment, placeKey, placeOf, scopeKey } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { LoginRole } from '../role.ts';
import { type Bucket, bucketKey, type ResolvedBinding } from './desired.ts';

/** One role at one scope, in line with another one. */
export interface InLine {
  readonly bucket: Bucket;
  readonly key: string;
  /** Those of its bindings in force that give it to a group. */
  readonly byGroup: readonly ResolvedBinding[];
}

export interface Reach {
  /** What is wanted at this scope or above it, but for this very role there. */
  over(scope: string, role: LoginRole): readonly InLine[];
  /** What is wanted at scopes below this one; where nobody knows what lies below a management group, it may. */
  under(scope: string): readonly InLine[];
}

type Places = ReadonlyMap<string, PlaceReading>;

/** Finds out what reaches where. */
export function reachIn(desired: ReadonlyMap<string, Bucket>, places: Places): Reach {
  const wide = [...desired.values()].filter(({ scope }) => placeOf(scope).kind === 'managementGroup');
  const above = new Map<string, readonly Bucket[]>();
  const wideAbove = (place: string): readonly Bucket[] => {
    const known = above.get(place) ?? wide.filter((one) => !isApart(one, place, places));
    above.set(place, known);
    return known;
  };
  const byGroup = new Map<Bucket, readonly ResolvedBinding[]>();
  const asInLine = (bucket: Bucket): InLine => {
    const groups = byGroup.get(bucket) ?? bucket.bindings.filter((one) => givesToGroup(one, bucket));
    byGroup.set(bucket, groups);
    return { bucket, key: bucketKey(bucket.scope, bucket.role), byGroup: groups };
  };
  const found = new Map<string, readonly InLine[]>();
  const foundBelow = new Map<string, readonly InLine[]>();
  return {
    // Once a scope as it is written, and not once an assignment: of these there may be a million.
    over(scope, role) {
      const written = `${role} ${scope}`;
      const known = found.get(written);
      if (known !== undefined) return known;
      const [own, place] = [bucketKey(scope, role), placeKey(placeOf(scope))];
      const line = lineOf(scope).flatMap((above) => ROLES.map((one) => bucketKey(above, one)));
      const over = new Set([...line.flatMap((key) => desired.get(key) ?? []), ...wideAbove(place)]);
      const others = [...over].filter((one) => one !== desired.get(own)).map(asInLine);
      found.set(written, others);
      return others;
    },
    under(scope) {
      const known = foundBelow.get(scope);
      if (known !== undefined) return known;
      const below = [...desired.values()].filter((one) => isBelow(one, scope, places)).map(asInLine);
      foundBelow.set(scope, below);
      return below;
    },
  };
}

function isBelow(bucket: Bucket, scope: string, places: Places): boolean {
  const [above, below] = [scopeKey(scope), scopeKey(bucket.scope)];
  const home = placeOf(scope);
  if (home.kind === 'subscription') return below.startsWith(`${above}/`);
  return above !== below && !isApart({ scope, place: placeKey(home) }, bucket.place, places);
}

function givesToGroup({ binding, expired }: ResolvedBinding, { wanted }: Bucket): boolean {
  return binding.assign === 'group' && !expired && wanted.has(binding.group.id);
}

const ROLES = ['administrator', 'user'] as const;

/** The subscription, the resource group and the scope itself, as far as there are any. */
function lineOf(scope: string): readonly string[] {
  const key = scopeKey(scope);
  const parts = key.split('/');
  return [...new Set([parts.slice(0, 3).join('/'), parts.slice(0, 5).join('/'), key])];
}

/** What stands for so long shows in every listing below. */
const SHOWN_MS = hours(1);

/** Whether a management group does not lie above a place; where nobody knows, it may. */
function isApart({ scope, place: home }: Pick<Bucket, 'scope' | 'place'>, place: string, places: Places): boolean {
  const below = places.get(place);
  if (below === undefined || below.gap !== undefined || home === place) return false;
  const key = scopeKey(scope);
  const isThere = (one: Assignment): boolean => scopeKey(one.scope) === key;
  if (below.assignments.some(isThere)) return false;
  const before = below.readAt - SHOWN_MS;
  return (places.get(home)?.assignments ?? []).some((one) => (one.createdAt ?? Infinity) <= before && isThere(one));
}
