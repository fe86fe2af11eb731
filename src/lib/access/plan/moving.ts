/**
 * Somebody who loses a role through the policy, and is to have another one or the same at a wider scope: nobody may fall
 * between. Pure.
 */
import type { Instant } from '../../time.ts';
import { type Assignment, placeKey, placeOf } from '../assignment.ts';
import { type LoginRole, suffices } from '../role.ts';
import type { RemoveReason } from './change.ts';
import { coveredSince, isSettled } from './cover.ts';
import { isEligible } from './membership.ts';
import type { Above } from './reach.ts';
import { type Settling, settling } from './settling.ts';
import type { Site } from './site.ts';

/** What the policy and its groups take away. Who cannot sign in any more, or must not, has nothing to wait for. */
const MOVED: ReadonlySet<RemoveReason> = new Set(['leftGroup', 'dropped', 'expired', 'machineUnmatched']);

/** What keeps it until what takes its place has taken effect; undefined when nothing does, or it has. */
export function awaitsOther(assignment: Assignment, reason: RemoveReason, site: Site): Settling | undefined {
  if (!MOVED.has(reason)) return undefined;
  const { world } = site;
  const over = world.reach.over(assignment.scope, assignment.role);
  if (over.length === 0) return undefined;
  const awaited = losersOf(assignment, site).flatMap((id) => awaitsFor(id, assignment, over, site) ?? []);
  // Whoever waits longest: without end, what has yet to be made.
  const until = ({ confirmAt = Infinity }: Settling): Instant => confirmAt;
  return awaited.toSorted((a, b) => (until(a) < until(b) ? 1 : -1))[0];
}

/** The principal, and of a group that the policy names its people. */
function losersOf({ principalId, principalType }: Assignment, { world: { input, denied } }: Site): readonly string[] {
  if (principalType !== 'Group') return [principalId];
  const people = input.groups.get(principalId)?.eligible ?? [];
  return [principalId, ...people.filter((id) => !denied.has(id))];
}

const WAITS = { code: 'WaitsForRole', message: 'What takes its place is given first.' } as const;

/** Another role of somebody. */
interface Other {
  readonly role: LoginRole;
  /** Since when they have it; undefined when they have not, Infinity when nobody knows. */
  readonly since: Instant | undefined;
}

function awaitsFor(id: string, assignment: Assignment, over: readonly Above[], site: Site): Settling | undefined {
  const { now } = site.world.input;
  const others = over.flatMap((above) => othersAt(above, id, assignment, site));
  const enough = others.filter(({ role }) => suffices(role, assignment.role));
  if (enough.length > 0) return settling(oldest(enough), WAITS, now);
  // What gives less is waited for where it takes effect by itself. Else nobody would cease to be an administrator.
  const since = oldest(others);
  return since === undefined || since === Infinity || isSettled(since, now) ? undefined : settling(since, WAITS, now);
}

/** One that has taken effect is enough. */
function oldest(others: readonly Other[]): Instant | undefined {
  const known = others.flatMap(({ since }) => since ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The ways in which this bucket gives its role to somebody: by themselves, and through each group. */
function othersAt(
  { bucket, key, byGroup }: Above,
  id: string,
  { scope }: Assignment,
  { world }: Site,
): readonly Other[] {
  const groups = byGroup.filter(({ reading }) => isEligible(reading, id)).map(({ binding }) => binding.group.id);
  const ways = bucket.wanted.has(id) ? [id, ...groups] : groups;
  if (ways.length === 0) return [];
  // As the place of what is to go shows it: that shows what lies above, and what it does not show is not felt there.
  const below = placeKey(placeOf(scope));
  const place = world.input.places.has(below) ? below : bucket.place;
  const seen = { ...bucket, place };
  const there = world.standing.ownAt(place, key);
  return ways.map((way) => ({ role: bucket.role, since: coveredSince([way], { bucket: seen, there, world }) }));
}
