/** The people whom each binding gives access to now, those in a group that has an assignment of its own one by one. Pure. */

import type { BindingName, Change } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import { type Behind, peopleBehind } from './peopleBehind.ts';

export interface People {
  /** How many a binding gives access to now. */
  count(binding: BindingName): number;
  /** Whether anything that the binding has given stays, or is kept by something. */
  keepsAnything(binding: BindingName): boolean;
  /** Every binding with somebody, and how many. */
  counts(): ReadonlyMap<BindingName, number>;
}

type Finding = Pick<Diff, 'bindings' | 'keepers' | 'removes' | 'withheld'>;

/** Counts them: whoever keeps something, and whoever still has what is to go. */
export function peopleIn(
  { bindings, keepers, removes, withheld }: Finding,
  groups: ReadonlyMap<string, GroupReading>,
): People {
  const behind = peopleBehind(groups);
  const keeping = keepingIn({ bindings, keepers }, behind);
  const leaving = new Map<BindingName, Set<string>>();
  const held = new Set<BindingName>();
  const leave = ({ binding, principalId }: Change): void => {
    const set = leaving.get(binding) ?? new Set();
    leaving.set(binding, set);
    for (const person of behind(principalId)) if (!keeping(binding).has(person)) set.add(person);
  };
  for (const change of removes) leave(change);
  for (const change of withheld) {
    if (change.action !== 'remove') continue;
    leave(change);
    held.add(change.binding);
  }
  const count = (binding: BindingName): number => keeping(binding).size + (leaving.get(binding)?.size ?? 0);
  return {
    count,
    keepsAnything: (binding) => held.has(binding) || (binding !== null && keepers.of(binding).size > 0),
    counts: () =>
      new Map([...new Set([...keepers.bindings(), ...leaving.keys()])].map((binding) => [binding, count(binding)])),
  };
}

const NOBODY: ReadonlySet<string> = new Set();

/** The people who keep something through a binding; the sets of bindings without groups are as they are, for they are large. */
function keepingIn(
  { bindings, keepers }: Pick<Finding, 'bindings' | 'keepers'>,
  behind: Behind,
): (binding: BindingName) => ReadonlySet<string> {
  const throughGroups = new Map(
    bindings
      .filter(({ binding }) => binding.assign === 'group')
      .map(({ binding: { name } }) => [name, new Set([...keepers.of(name)].flatMap(behind))]),
  );
  return (binding) => (binding === null ? NOBODY : (throughGroups.get(binding) ?? keepers.of(binding)));
}
