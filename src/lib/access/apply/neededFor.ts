/**
 * Whether somebody still needs the assignment of a group that is to go: whoever is in the group and is to have the role there
 * gets it by another way first. Who is in the group is listed now, for it may be no group of the policy any more, and whoever
 * joined since it was read has nothing yet.
 */
import { type Assignment, placeKey, placeOf, reaches, scopeKey } from '../assignment.ts';
import type { Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { isSettled } from '../plan/cover.ts';
import { bucketKey, type ResolvedBinding } from '../plan/desired.ts';
import { isEligible } from '../plan/membership.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { readGroup } from '../readings/readGroup.ts';
import { suffices } from '../role.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { FreshPlace } from './freshPlace.ts';
import { type Hold, hold } from './outcome.ts';

/** Why it stays; undefined when nobody needs it. Throws what the directory throws. */
export async function neededFor(
  change: Change,
  place: FreshPlace,
  { directory, clock }: Pick<ApplyDeps, 'directory' | 'clock'>,
): Promise<Hold | undefined> {
  const { denied, bindings } = place.diff;
  // Nobody is in a group that is gone.
  const giving = bindings.filter((one) => gives(one, change, place) && one.reading?.gap?.reason !== 'GroupDeleted');
  if (change.principalType !== 'Group' || giving.length === 0) return undefined;
  const group = await readGroup(change.principalId, { directory, withOwners: false, now: clock.now() });
  const has = otherWays(change, place, giving);
  const needing = inGroup(group, giving).some((id) => !denied.includes(id) && isWanted(id, change, giving) && !has(id));
  return needing ? hold('StillNeeded', MESSAGE) : undefined;
}

/** Whether a binding in force gives as much where the change is: there, or from above, as far as the listing shows what is above. */
function gives({ binding, expired, scopes }: ResolvedBinding, change: Change, { reading }: FreshPlace): boolean {
  if (expired || !suffices(binding.role, change.role)) return false;
  const home = placeKey(placeOf(change.scope));
  const isSeen = (scope: string): boolean =>
    placeKey(placeOf(scope)) === home || reading.assignments.some((one) => scopeKey(one.scope) === scopeKey(scope));
  return scopes.some((scope) => reaches(scope, change.scope) && isSeen(scope));
}

/** Where not all who are in it can be seen, everybody may be whom others have read. */
function inGroup({ gap, eligible }: GroupReading, giving: readonly ResolvedBinding[]): readonly string[] {
  if (gap === undefined || gap.reason === 'GroupDeleted') return eligible;
  return [...eligible, ...giving.flatMap(({ reading }) => reading?.eligible ?? [])];
}

const MESSAGE = 'Somebody in the group is to have the role there, and has not had it by another way for 15 minutes.';

function isWanted(id: string, { principalId }: Change, giving: readonly ResolvedBinding[]): boolean {
  return giving.some(({ binding, reading }) => binding.group.id === principalId || isEligible(reading, id));
}

/** Tells who has the role there for good, and has had it for long enough, without this assignment and all others that are to go. */
function otherWays(
  change: Change,
  { reading, input, diff }: FreshPlace,
  giving: readonly ResolvedBinding[],
): (id: string) => boolean {
  const leaving = [...diff.removes, ...diff.withheld].filter(({ action }) => action === 'remove');
  // By what is given where: whoever loses one role there may have got another one that stays.
  const going = new Set([change, ...leaving].map(grantOf));
  const lasts = ({ name, conditional, createdAt }: Assignment): boolean =>
    conditional !== true &&
    reading.activations?.[name] === undefined &&
    isSettled(createdAt ?? input.recorded.get(name)?.at, input.now);
  const principals = new Set(
    reading.assignments
      .filter((one) => suffices(one.role, change.role) && reaches(one.scope, change.scope) && lasts(one))
      .filter((one) => !going.has(grantOf(one)))
      .map(({ principalId }) => principalId),
  );
  const groups = giving.filter(({ binding }) => principals.has(binding.group.id));
  return (id) => principals.has(id) || groups.some((one) => isEligible(one.reading, id));
}

function grantOf({ scope, role, principalId }: Grant): string {
  return `${bucketKey(scope, role)} ${principalId}`;
}
