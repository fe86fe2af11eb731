/** Guards on removals: too many people of a binding, a binding emptied, too many over all bindings, too many denials. Pure. */
import type { Change } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import type { GuardInput } from './guard.ts';
import { type BindingName, greaterOf } from './limits.ts';
import { loses } from './losses.ts';
import type { People } from './people.ts';
import { byBinding, distinct, groupsCount, kindOf, people, type Trip, through } from './trip.ts';

/** Every guard on removals that trips. */
export function removalTrips(input: GuardInput, present: People): readonly Trip[] {
  const removals = input.diff.removes.filter((change) => kindOf(change) === 'removals');
  const losses = removals.filter((change) => loses(change, input.diff, input.groups));
  return [
    ...[...byBinding(losses)].flatMap(([binding, lost]) => [
      ...tooMany(binding, lost, input, present),
      ...emptied(binding, lost, input, present),
    ]),
    ...tooManyInAll(removals, losses, input),
    ...tooManyDenied(input),
  ];
}

function tooMany(binding: BindingName, lost: readonly Change[], input: GuardInput, present: People): Trip[] {
  const { maxRemovals, maxRemovalPercent } = input.limits.of(binding);
  const losers = distinct(lost).size;
  const most = Math.max(input.peak(binding), present.count(binding));
  if (losers <= greaterOf(maxRemovals, maxRemovalPercent, most)) return [];
  const limit = `maxRemovals ${maxRemovals}, maxRemovalPercent ${maxRemovalPercent} of ${people(most)}`;
  const sentence = `${people(losers)} would lose what ${through(binding)} gave them, more than may within 24 hours (${limit}).${groupsCount(lost)}`;
  return [{ binding, kind: 'removals', code: 'GuardRemovals', sentence }];
}

/** Nobody is left, and nobody is wanted. A binding that was dropped or is over is emptied, too. */
function emptied(binding: BindingName, lost: readonly Change[], { diff }: GuardInput, present: People): Trip[] {
  if (present.staying(binding) > 0) return [];
  const inPolicy = diff.bindings.find((one) => one.binding.name === binding);
  if (inPolicy !== undefined && wantsSomebody(inPolicy, new Set(diff.denied))) return [];
  const sentence = `Nobody would be left: ${people(distinct(lost).size)} would lose what ${through(binding)} gave them.`;
  return [{ binding, kind: 'removals', code: 'GuardEmptied', sentence }];
}

function wantsSomebody({ binding, expired, scopes, reading }: ResolvedBinding, denied: ReadonlySet<string>): boolean {
  if (expired || scopes.length === 0) return false;
  return binding.assign === 'group' || reading?.eligible.some((id) => !denied.has(id)) === true;
}

/** Then everything waits, not what came last: nobody knows which of it is the mistake. */
function tooManyInAll(removals: readonly Change[], losses: readonly Change[], { limits }: GuardInput): Trip[] {
  const { maxRemovalsTotal } = limits.all;
  const losers = distinct(losses).size;
  if (losers <= maxRemovalsTotal) return [];
  const sentence = `${people(losers)} would lose access through all bindings together, more than may within 24 hours (maxRemovalsTotal ${maxRemovalsTotal}).`;
  return [...byBinding(removals).keys()].map((binding) => ({
    binding,
    kind: 'removals',
    code: 'GuardRemovalsTotal',
    sentence,
  }));
}

function tooManyDenied({ diff, limits }: GuardInput): Trip[] {
  const { maxDenied } = limits.all;
  const denials = diff.removes.filter((change) => kindOf(change) === 'denials');
  const denied = distinct(denials).size;
  if (denied <= maxDenied) return [];
  const sentence = `The policy denies ${people(denied)} who have access, more than pass the other guards within 24 hours (maxDenied ${maxDenied}).`;
  return [...byBinding(denials).keys()].map((binding) => ({
    binding,
    kind: 'denials',
    code: 'GuardDenied',
    sentence,
  }));
}
