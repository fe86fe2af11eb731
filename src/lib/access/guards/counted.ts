/** Which of the wanted changes guards count, and whom of each: those who are new, or from whom something is taken. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import { isOrphan } from '../plan/names.ts';
import type { GuardInput } from './guardInput.ts';
import { losersOf } from './losses.ts';
import type { People } from './people.ts';
import { isOfUnknownMany, peopleBehind } from './peopleBehind.ts';
import { kindOf } from './trip.ts';

/** The people of each change that counts; one of a group that nobody knows stands for itself. */
export type Counted = ReadonlyMap<Change, readonly string[]>;

/** Those that count. */
export function countedIn({ diff, groups }: Pick<GuardInput, 'diff' | 'groups'>, present: People): Counted {
  const behind = peopleBehind(groups);
  const selecting = new Set<BindingName>(
    diff.bindings.flatMap(({ binding }) => (binding.target.kind === 'machines' ? [binding.name] : [])),
  );
  // A machine that a selector chooses anew makes nobody new. A scope that the policy names anew does: somebody wrote it.
  const newcomers = ({ binding, principalId }: Change): readonly string[] => {
    const people = behind(principalId);
    return selecting.has(binding) ? people.filter((one) => !present.has(binding, one)) : people;
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
