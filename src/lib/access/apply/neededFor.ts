/**
 * Whether somebody still needs the assignment of a group that is to go: whoever is in the group and is to have the role there
 * gets it by another way first. Who is in the group is listed now, for it may be no group of the policy any more, and whoever
 * joined since it was read has nothing yet.
 */
import { type Assignment, reaches } from '../assignment.ts';
import type { Change } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import { isEligible } from '../plan/membership.ts';
import { isSettled } from '../plan/switched.ts';
import { leftOutFor } from '../readings/readGroup.ts';
import { suffices } from '../role.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { type FreshPlace, isAt } from './freshPlace.ts';
import { type Hold, hold } from './outcome.ts';

/** Why it stays; undefined when nobody needs it. Throws what the directory throws. */
export async function neededFor(
  change: Change,
  place: FreshPlace,
  { directory }: { readonly directory: Pick<ApplyDeps['directory'], 'group' | 'members'> },
): Promise<Hold | undefined> {
  const { denied, bindings } = place.diff;
  const giving = bindings.filter((one) => isAt(change, one));
  if (change.principalType !== 'Group' || change.reason === 'deny' || giving.length === 0) return undefined;
  const has = otherWays(change, place, giving);
  // Nobody is in a group that is gone.
  if ((await directory.group(change.principalId)) === 'absent') return undefined;
  for await (const page of directory.members(change.principalId)) {
    const people = page.filter((member) => leftOutFor(member) === undefined).map(({ id }) => id);
    const wanted = people.filter((id) => !denied.includes(id) && isWanted(id, change, giving));
    if (!wanted.every(has)) return hold('StillNeeded', MESSAGE);
  }
  return undefined;
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
  const going = new Set(
    [...diff.removes, ...diff.withheld]
      .filter(({ action }) => action === 'remove')
      .map(({ principalId }) => principalId),
  );
  const lasts = ({ name, conditional, createdAt }: Assignment): boolean =>
    conditional !== true &&
    reading.activations?.[name] === undefined &&
    isSettled(createdAt ?? input.recorded.get(name)?.at, input.now);
  const principals = new Set(
    reading.assignments
      .filter((one) => suffices(one.role, change.role) && reaches(one.scope, change.scope) && lasts(one))
      .map(({ principalId }) => principalId)
      .filter((id) => id !== change.principalId && !going.has(id)),
  );
  const groups = giving.filter(({ binding }) => principals.has(binding.group.id));
  return (id) => principals.has(id) || groups.some((one) => isEligible(one.reading, id));
}
