/** A diff without what its guards withhold. Pure. */
import { type Change, compareGrants } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import { type Diff, type PlanInput, quotas } from '../plan/diff.ts';
import type { Guarded } from './guard.ts';

/** The diff as it is left, with everything that counts changes counted anew. */
export function narrowed(
  found: Diff,
  { adds, removes, withheld }: Pick<Guarded, 'adds' | 'removes' | 'withheld'>,
  input: Pick<PlanInput, 'places' | 'history' | 'now'>,
): Diff {
  if (withheld.length === 0) return found;
  const moved = Map.groupBy(withheld, ({ scope, role }: Change) => bucketKey(scope, role));
  return {
    ...found,
    adds,
    removes,
    withheld: [...found.withheld, ...withheld].toSorted(compareGrants),
    scopes: found.scopes.map((count) => {
      const here = moved.get(bucketKey(count.scope, count.role)) ?? [];
      const added = here.filter(({ action }) => action === 'add').length;
      return {
        ...count,
        adds: count.adds - added,
        removes: count.removes - (here.length - added),
        withheld: count.withheld + here.length,
      };
    }),
    quota: quotas(input, [...adds, ...removes]),
  };
}
