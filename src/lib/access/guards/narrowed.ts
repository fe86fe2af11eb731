/** A diff without what its guards withhold. Pure. */
import { type Change, compareGrants } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import type { Diff } from '../plan/diff.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { quotas } from '../plan/quota.ts';
import type { Guarded } from './guard.ts';
import { isProposed } from './proposals.ts';

/** The diff as it is left, with everything that counts changes counted anew. */
export function narrowed(
  found: Diff,
  { adds, removes, withheld: held }: Pick<Guarded, 'adds' | 'removes' | 'withheld'>,
  input: Pick<PlanInput, 'places' | 'history' | 'now'>,
): Diff {
  // What is proposed was looked at by the guards, and is among what they withhold or let through.
  const others = found.withheld.filter((change) => !isProposed(change));
  if (held.length === 0 && others.length === found.withheld.length) return { ...found, adds, removes };
  const withheld = [...others, ...held].toSorted(compareGrants);
  const counts = { adds: countIn(adds), removes: countIn(removes), withheld: countIn(withheld) };
  return {
    ...found,
    adds,
    removes,
    withheld,
    scopes: found.scopes.map((count) => {
      const key = bucketKey(count.scope, count.role);
      return { ...count, adds: counts.adds(key), removes: counts.removes(key), withheld: counts.withheld(key) };
    }),
    // What waits for an approver comes when they say so: whoever is asked must know that it will not fit.
    quota: quotas(input, [...found.adds, ...removes]),
  };
}

function countIn(changes: readonly Change[]): (key: string) => number {
  const counts = new Map<string, number>();
  for (const { scope, role } of changes) {
    const key = bucketKey(scope, role);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (key) => counts.get(key) ?? 0;
}
