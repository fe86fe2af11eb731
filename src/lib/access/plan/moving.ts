/**
 * Somebody who loses a role through the policy, and is to have another one, or the same at a wider or a narrower scope: nobody
 * may fall between. Pure.
 */
import type { Instant } from '../../time.ts';
import { type Assignment, placeKey, placeOf, reaches } from '../assignment.ts';
import { GROUP_GAP_TEXTS } from '../readings/groupReading.ts';
import { type LoginRole, suffices } from '../role.ts';
import type { RemoveReason } from './change.ts';
import { blockedSince, coveredSince, isSettled } from './cover.ts';
import type { ResolvedBinding } from './desired.ts';
import type { Judgement } from './judgement.ts';
import { isEligible } from './membership.ts';
import { mayPropose } from './proposal.ts';
import type { InLine } from './reach.ts';
import { type Settling, settling } from './settling.ts';
import type { Site } from './site.ts';

/** What keeps it, until when, and whether an approval may stand in for that. */
type Kept = Settling & Pick<Judgement, 'proposable'>;

/** What the policy and its groups take away. Who cannot sign in any more, or must not, has nothing to wait for. */
const MOVED: ReadonlySet<RemoveReason> = new Set(['leftGroup', 'dropped', 'expired', 'machineUnmatched']);

/** What keeps it until what takes its place has taken effect; undefined when nothing does, or it has. */
export function awaitsOther(assignment: Assignment, reason: RemoveReason, site: Site): Kept | undefined {
  if (!MOVED.has(reason)) return undefined;
  const { reach } = site.world;
  const [over, under] = [reach.over(assignment.scope, assignment.role), reach.under(assignment.scope)];
  if (over.length + under.length === 0) return undefined;
  const losers = losersOf(assignment, site);
  const awaited = losers.flatMap((id) => [
    ...awaitsOver(id, assignment, over, site),
    ...under.flatMap((below) => awaitsUnder(id, assignment, below, site)),
  ]);
  // Whoever waits longest: without end, what has yet to be made.
  const until = ({ confirmAt = Infinity }: Settling): Instant => confirmAt;
  const [longest] = awaited.toSorted((a, b) => (until(a) < until(b) ? 1 : -1));
  return longest ?? awaitsReading(assignment, losers, [...over, ...under], site);
}

/** Whether somebody has as much, at this scope or from above, by what the policy wants and what has taken effect. */
export function hasEnoughOver(id: string, assignment: Assignment, site: Site): boolean {
  const { reach, input } = site.world;
  const over = reach.over(assignment.scope, assignment.role).flatMap((one) => othersAt(one, id, assignment, site));
  return isSettled(oldest(over.filter(({ role }) => suffices(role, assignment.role))), input.now);
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
  /** Since when they have it for a time or under a condition, so that it cannot be made for good. */
  readonly blockedSince: Instant | undefined;
}

/** Where it is, or from above: what gives as much, or else what gives less. */
function awaitsOver(id: string, assignment: Assignment, over: readonly InLine[], site: Site): readonly Settling[] {
  const others = over.flatMap((one) => othersAt(one, id, assignment, site));
  const enough = others.filter(({ role }) => suffices(role, assignment.role));
  return awaits(enough.length > 0 ? enough : others.map(asItStands), site);
}

/** At a scope below: as much as it gives there of what is wanted there. */
function awaitsUnder(id: string, { role }: Assignment, below: InLine, site: Site): readonly Settling[] {
  const { bucket } = below;
  if (othersAt(below, id, bucket, site).length === 0) return [];
  const needed = role === 'user' ? 'user' : bucket.role;
  const over = site.world.reach.over(bucket.scope, bucket.role);
  const enough = [below, ...over].filter((one) => suffices(one.bucket.role, needed));
  return awaits(enough.flatMap((one) => othersAt(one, id, bucket, site)).map(asItStands), site);
}

/** For losing the greater access: what blocks the lesser one would otherwise keep it for as long as others like. */
function asItStands(other: Other): Other {
  return { ...other, since: other.since ?? other.blockedSince };
}

/** A binding in line whose group was not read in full may give what takes its place. */
function awaitsReading(
  assignment: Assignment,
  losers: readonly string[],
  inLine: readonly InLine[],
  site: Site,
): Kept | undefined {
  const doubtful = inLine
    .filter(({ bucket }) => bucket.bindings.some(isUnread))
    .filter((one) => losers.some((id) => !hasAsMuch(id, assignment, one, site)))
    .flatMap(({ bucket }) => bucket.bindings.filter(isUnread));
  const [first] = doubtful;
  if (first === undefined) return undefined;
  const proposable = mayPropose(assignment, { active: doubtful });
  // A reading that is missing here keeps it already, and an approval stands in for both.
  if (proposable && site.active.some(isUnread)) return undefined;
  const { sentence } = GROUP_GAP_TEXTS[first.reading?.gap?.reason ?? 'NeverRead'];
  const message = `Binding ${first.binding.name} may give what takes its place: ${sentence}`;
  return { withheld: { code: 'IncompleteReading', message }, ...(proposable && { proposable }) };
}

/** Nobody is in a group that is gone. */
function isUnread({ reading, expired }: ResolvedBinding): boolean {
  return !expired && (reading === undefined || (reading.gap !== undefined && reading.gap.reason !== 'GroupDeleted'));
}

/** Whether somebody has, where the two meet, as much as the one in line could give of the role that goes. */
function hasAsMuch(id: string, { role, scope }: Assignment, one: InLine, site: Site): boolean {
  const needed = role === 'user' ? 'user' : one.bucket.role;
  const isBelow = reaches(scope, one.bucket.scope);
  const at = isBelow ? one.bucket.scope : scope;
  const line = isBelow ? [one, ...site.world.reach.over(at, one.bucket.role)] : site.world.reach.over(at, role);
  const others = line.flatMap((other) => othersAt(other, id, { scope: at }, site));
  return isSettled(oldest(others.filter((other) => suffices(other.role, needed))), site.world.input.now);
}

function awaits(others: readonly Other[], { world }: Site): readonly Settling[] {
  if (others.length === 0) return [];
  const awaited = settling(oldest(others), WAITS, world.input.now);
  return awaited === undefined ? [] : [awaited];
}

/** One that has taken effect is enough. */
function oldest(others: readonly Other[]): Instant | undefined {
  const known = others.flatMap(({ since }) => since ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The ways in which this bucket gives its role to somebody: by themselves, and through each group. */
function othersAt(
  { bucket, key, byGroup }: InLine,
  id: string,
  { scope }: Pick<Assignment, 'scope'>,
  { world }: Site,
): readonly Other[] {
  const groups = byGroup.filter(({ reading }) => isEligible(reading, id)).map(({ binding }) => binding.group.id);
  const ways = bucket.wanted.has(id) ? [id, ...groups] : groups;
  if (ways.length === 0) return [];
  // As the place of the lower scope shows it: that shows what lies above, and what it does not show is not felt there.
  const below = placeKey(placeOf(scope));
  const place = world.input.places.has(below) ? below : bucket.place;
  const seen = { ...bucket, place };
  const there = world.standing.ownAt(place, key);
  const conditional = world.standing.conditionalAt(place, key);
  const spot = { bucket: seen, there, world };
  return ways.map((way) => ({
    role: bucket.role,
    since: coveredSince([way], spot),
    blockedSince: blockedSince(way, conditional.get(way), spot),
  }));
}
