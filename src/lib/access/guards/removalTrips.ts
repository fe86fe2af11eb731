/** Guards on removals: too many people of a binding, a binding emptied, too many over all bindings, too many denials. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import { inAll, removalAllowance } from './allowances.ts';
import type { GuardInput } from './guardInput.ts';
import type { People } from './people.ts';
import { already, byBinding, distinct, gifts, groupsCount, kindOf, people, type Trip, together } from './trip.ts';

/** Every guard on removals that trips. */
export function removalTrips(input: GuardInput, present: People, counted: ReadonlySet<Change>): readonly Trip[] {
  const removals = input.diff.removes.filter((change) => kindOf(change) === 'removals');
  const losses = removals.filter((change) => counted.has(change));
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
  const losers = distinct(lost);
  const done = input.spent.of(binding, 'removals');
  const { most, because } = removalAllowance(binding, input, present);
  if (together(done, losers).size <= most) return [];
  const sentence = `${people(losers.size)} would lose ${gifts(binding)}${already(done, losers)}, more than may within 24 hours (${because}).${groupsCount(lost)}`;
  return [{ binding, kind: 'removals', code: 'GuardRemovals', sentence }];
}

/**
 * Nobody is left, and nobody is wanted; also when the binding was dropped, which is what every mistake in a policy looks
 * like. That one is over when its end has come was written down beforehand.
 */
function emptied(binding: BindingName, lost: readonly Change[], { diff }: GuardInput, present: People): Trip[] {
  if (present.staying(binding) > 0) return [];
  const inPolicy = diff.bindings.find((one) => one.binding.name === binding);
  if (inPolicy?.expired === true) return [];
  if (inPolicy !== undefined && wantsSomebody(inPolicy, new Set(diff.denied))) return [];
  const sentence = `Nobody would be left: ${people(distinct(lost).size)} would lose ${gifts(binding)}.`;
  return [{ binding, kind: 'removals', code: 'GuardEmptied', sentence }];
}

function wantsSomebody({ binding, scopes, reading }: ResolvedBinding, denied: ReadonlySet<string>): boolean {
  if (scopes.length === 0) return false;
  return binding.assign === 'group' || reading?.eligible.some((id) => !denied.has(id)) === true;
}

/** Then everything waits, not what came last: nobody knows which of it is the mistake. */
function tooManyInAll(removals: readonly Change[], losses: readonly Change[], input: GuardInput): Trip[] {
  const done = input.spent.removals;
  const losers = distinct(losses);
  if (losers.size === 0 || together(done, losers).size <= inAll(input).removals) return [];
  const sentence = `${people(losers.size)} would lose access through all bindings together${already(done, losers)}, more than may within 24 hours (maxRemovalsTotal ${input.limits.all.maxRemovalsTotal}).`;
  return [...byBinding(removals).keys()].map((binding) => ({
    binding,
    kind: 'removals',
    code: 'GuardRemovalsTotal',
    sentence,
  }));
}

function tooManyDenied(input: GuardInput): Trip[] {
  const denials = input.diff.removes.filter((change) => kindOf(change) === 'denials');
  const done = input.spent.denials;
  const denied = distinct(denials);
  if (together(done, denied).size <= inAll(input).denials) return [];
  const sentence = `The policy denies ${people(denied.size)} with access${already(done, denied, 'lost it')}, more than pass the other guards within 24 hours (maxDenied ${input.limits.all.maxDenied}).`;
  return [...byBinding(denials).keys()].map((binding) => ({
    binding,
    kind: 'denials',
    code: 'GuardDenied',
    sentence,
  }));
}
