/** The people whom each binding gives access to now. A group that has an assignment of its own counts as one. Pure. */

import type { BindingName } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';

export interface People {
  /** How many a binding gives access to now. */
  count(binding: BindingName): number;
  /** Whether this one is among them. */
  has(binding: BindingName, principalId: string): boolean;
  /** Those who have nothing through the binding but what is to go, whether or not something keeps it. */
  staying(binding: BindingName): number;
  /** Every binding with somebody, and how many. */
  counts(): ReadonlyMap<BindingName, number>;
}

type Finding = Pick<Diff, 'keepers' | 'removes' | 'withheld'>;

/** Counts them: whoever keeps something, and whoever still has what is to go. */
export function peopleIn({ keepers, removes, withheld }: Finding): People {
  const leaving = new Map<BindingName, Set<string>>();
  const kept = new Map<BindingName, Set<string>>();
  const put = (sets: Map<BindingName, Set<string>>, binding: BindingName, id: string): void => {
    if (binding !== null && keepers.of(binding).has(id)) return;
    const set = sets.get(binding);
    if (set === undefined) sets.set(binding, new Set([id]));
    else set.add(id);
  };
  for (const { binding, principalId } of removes) put(leaving, binding, principalId);
  for (const { action, binding, principalId } of withheld) {
    if (action !== 'remove') continue;
    put(leaving, binding, principalId);
    put(kept, binding, principalId);
  }
  const keeping = (binding: BindingName): number => (binding === null ? 0 : keepers.of(binding).size);
  const count = (binding: BindingName): number => keeping(binding) + (leaving.get(binding)?.size ?? 0);
  return {
    count,
    has: (binding, id) => (binding !== null && keepers.of(binding).has(id)) || leaving.get(binding)?.has(id) === true,
    staying: (binding) => keeping(binding) + (kept.get(binding)?.size ?? 0),
    counts: () =>
      new Map([...new Set([...keepers.bindings(), ...leaving.keys()])].map((binding) => [binding, count(binding)])),
  };
}
