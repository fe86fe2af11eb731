/** Which of the wanted changes guards count, and whom of each: those who are new, or from whom something is taken. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import { isOrphan } from '../plan/names.ts';
import { gainsIn } from './baselines.ts';
import type { GuardInput } from './guardInput.ts';
import { losersOf } from './losses.ts';
import { isOfUnknownMany, peopleBehind } from './peopleBehind.ts';
import { kindOf } from './trip.ts';

/** The people of each change that counts; one of a group that nobody knows stands for itself. */
export type Counted = ReadonlyMap<Change, readonly string[]>;

/** Those that count. */
export function countedIn(input: GuardInput): Counted {
  const { diff, groups } = input;
  const behind = peopleBehind(groups);
  const gainOf = gainsIn(input);
  const selecting = new Set<BindingName>(
    diff.bindings.flatMap(({ binding }) => (binding.target.kind === 'machines' ? [binding.name] : [])),
  );
  // A machine that comes by itself makes nobody new. What somebody writes does: a scope, another role, a wider selector.
  const newcomers = (change: Change): readonly string[] => {
    const { binding, principalId, role } = change;
    const people = behind(principalId);
    if (!selecting.has(binding)) return people;
    const gain = gainOf(change);
    return gain === undefined
      ? people.filter((one) => !input.has(binding, one, role))
      : people.filter((one) => !input.wasCountedSince(gain.since, binding, one, role));
  };
  const losers = (change: Change): readonly string[] =>
    kindOf(change) === 'denials' ? [change.principalId] : losersOf(change, diff, groups);
  const all = [
    ...diff.adds.map((change) => [change, newcomers(change)] as const),
    ...diff.removes.map((change) => [change, losers(change)] as const),
  ];
  return new Map(all.filter(([, people]) => people.length > 0));
}

/** Everybody whom these changes are about, each once. */
export function peopleOf(changes: readonly Change[], counted: Counted): ReadonlySet<string> {
  return new Set(changes.flatMap((change) => counted.get(change) ?? []));
}

/** The first group among these of which nobody knows how many people are in it. In one that is deleted is nobody. */
export function unreadGroupIn(
  changes: readonly Change[],
  { groups, names }: Pick<GuardInput, 'groups' | 'names'>,
): string | undefined {
  const isUnread = (change: Change): boolean => isOfUnknownMany(change, groups) && !isOrphan(change.principalId, names);
  return changes.find(isUnread)?.principalId;
}
