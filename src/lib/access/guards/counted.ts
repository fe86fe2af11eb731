/** Which of the wanted changes guards count: those that make somebody new, or take something from somebody. Pure. */
import type { BindingName, Change } from '../plan/change.ts';
import type { GuardInput } from './guardInput.ts';
import { loses } from './losses.ts';
import type { People } from './people.ts';
import { kindOf } from './trip.ts';

/** Those that count. */
export function countedIn({ diff, groups }: Pick<GuardInput, 'diff' | 'groups'>, present: People): ReadonlySet<Change> {
  const selecting = new Set<BindingName>(
    diff.bindings.flatMap(({ binding }) => (binding.target.kind === 'machines' ? [binding.name] : [])),
  );
  // A machine that a selector chooses anew makes nobody new. A scope that the policy names anew does: somebody wrote it.
  const isNew = ({ binding, principalId }: Change): boolean =>
    !selecting.has(binding) || !present.has(binding, principalId);
  return new Set([
    ...diff.adds.filter(isNew),
    ...diff.removes.filter((change) => kindOf(change) === 'denials' || loses(change, diff, groups)),
  ]);
}
