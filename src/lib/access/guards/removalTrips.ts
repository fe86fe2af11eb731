/** Guards on removals: too many people of a binding, a binding emptied, too many over all bindings, too many denials. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import type { ResolvedBinding } from '../plan/desired.ts';
import { inAll, removalAllowance } from './allowances.ts';
import { type Counted, peopleOf, unreadGroupIn } from './counted.ts';
import type { GuardInput } from './guardInput.ts';
import type { People } from './people.ts';
import { already, byBinding, distinct, gifts, kindOf, people, type Trip, together } from './trip.ts';

/** Every guard on removals that trips. */
export function removalTrips(input: GuardInput, present: People, counted: Counted): readonly Trip[] {
  const removals = input.diff.removes.filter((change) => kindOf(change) === 'removals');
  const losses = removals.filter((change) => counted.has(change));
  return [
    ...[...byBinding(losses)].flatMap(([binding, lost]) => {
      const loss = { binding, lost, losers: peopleOf(lost, counted) };
      return [...tooMany(loss, input, present), ...emptied(loss, input, present)];
    }),
    ...tooManyInAll(removals, peopleOf(losses, counted), input),
    ...tooManyDenied(input),
  ];
}

/** What a binding would take, and from whom. */
interface Loss {
  readonly binding: BindingName;
  readonly lost: readonly Change[];
  readonly losers: ReadonlySet<string>;
}

function tooMany({ binding, lost, losers }: Loss, input: GuardInput, present: People): Trip[] {
  const trip = { binding, kind: 'removals', code: 'GuardRemovals' } as const;
  const unread = unreadGroupIn(lost, input);
  if (unread !== undefined) {
    const sentence = `Nobody knows how many people would lose ${gifts(binding)}: the members of group ${unread} are not known.`;
    return [{ ...trip, sentence }];
  }
  const done = input.spent.of(binding, 'removals');
  const { most, because } = removalAllowance(binding, input, present);
  if (together(done, losers).size <= most) return [];
  const sentence = `${people(losers.size)} would lose ${gifts(binding)}${already(done, losers)}, more than may within 24 hours (${because}).`;
  return [{ ...trip, sentence }];
}

/**
 * Nobody is left, and nobody is wanted; also when the binding was dropped, or was given an end that was over already, which is
 * what every mistake in a policy looks like. An end that a plan has seen before it came was written down beforehand.
 */
function emptied({ binding, losers }: Loss, input: GuardInput, present: People): Trip[] {
  const { diff, endedAsAnnounced } = input;
  if (present.keepsAnything(binding)) return [];
  const inPolicy = diff.bindings.find((one) => one.binding.name === binding);
  if (inPolicy?.expired === true && endedAsAnnounced(inPolicy.binding)) return [];
  if (inPolicy?.expired === false && wantsSomebody(inPolicy, new Set(diff.denied))) return [];
  const sentence = `Nobody would be left: ${people(losers.size)} would lose ${gifts(binding)}.`;
  return [{ binding, kind: 'removals', code: 'GuardEmptied', sentence }];
}

function wantsSomebody({ binding, scopes, reading }: ResolvedBinding, denied: ReadonlySet<string>): boolean {
  if (scopes.length === 0) return false;
  return binding.assign === 'group' || reading?.eligible.some((id) => !denied.has(id)) === true;
}

/** Then everything waits, not what came last: nobody knows which of it is the mistake. */
function tooManyInAll(removals: readonly Change[], losers: ReadonlySet<string>, input: GuardInput): Trip[] {
  const done = input.spent.removals;
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
