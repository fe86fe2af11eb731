/** Which quarantines a plan needs: the same set stays what it was, another one is a new one, and the old is over. Pure. */
import type { Instant } from '../../time.ts';
import { changeKey } from '../guards/changeKey.ts';
import type { Held } from '../guards/guard.ts';
import type { Hasher } from '../plan/plan.ts';
import { hashOf } from './changes.ts';
import { pendingQuarantine, type Quarantine } from './quarantine.ts';

export interface Proposals {
  /** Those that this plan's changes wait in. */
  readonly current: readonly { readonly quarantine: Quarantine; readonly isNew: boolean }[];
  /** Those that nobody can decide on any more. */
  readonly obsolete: readonly Quarantine[];
  /** `changeKey` → id of the quarantine in which the change waits. */
  readonly idOf: ReadonlyMap<string, string>;
}

/** Compares what is withheld with what is pending already. */
export function propose(
  held: readonly Held[],
  pending: readonly Quarantine[],
  now: Instant,
  newHasher: () => Hasher,
): Proposals {
  const current: { readonly quarantine: Quarantine; readonly isNew: boolean }[] = [];
  const idOf = new Map<string, string>();
  for (const { binding, kind, why, changes } of held) {
    const hash = hashOf({ binding, kind, changes }, newHasher());
    // Its hash covers binding and kind.
    const same = pending.find((one) => one.hash === hash);
    const quarantine = same ?? pendingQuarantine({ binding, kind, hash, why, count: changes.length }, now);
    current.push({ quarantine, isNew: same === undefined });
    for (const change of changes) idOf.set(changeKey(change), quarantine.id);
  }
  const stay = new Set(current.map(({ quarantine }) => quarantine.id));
  return { current, obsolete: pending.filter(({ id }) => !stay.has(id)), idOf };
}
