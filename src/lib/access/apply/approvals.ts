/** Approvals as they are asked for right before a change is made: whether one holds now, and is for this very change. */
import type { Clock } from '../../time.ts';
import { changeKey } from '../guards/changeKey.ts';
import type { Change } from '../plan/change.ts';
import { readChanges } from '../quarantine/changes.ts';
import type { QuarantineDeps } from '../quarantine/known.ts';
import { decisionAt, type Quarantine } from '../quarantine/quarantine.ts';

export interface Approvals {
  /** Who has approved the change in its quarantine; undefined when no approval holds for it now. */
  approverOf(change: Change): Promise<string | undefined>;
}

/** Quarantines of which one instance remembers what they hold; that never changes. */
const REMEMBERED = 20;

/** The approvals on record. The row is read for each change, what it holds once. Throws what the stores throw. */
export function createApprovals(deps: QuarantineDeps & { readonly clock: Clock }): Approvals {
  const known = new Map<string, ReadonlySet<string>>();
  const heldBy = async (quarantine: Quarantine): Promise<ReadonlySet<string>> => {
    const before = known.get(quarantine.id);
    if (before !== undefined) return before;
    const keys = new Set(((await readChanges(quarantine, deps)) ?? []).map(changeKey));
    if (known.size >= REMEMBERED) known.clear();
    known.set(quarantine.id, keys);
    return keys;
  };
  return {
    async approverOf(change) {
      const found = (await deps.quarantines.read(change.quarantine ?? ''))?.quarantine;
      if (found?.status !== 'approved') return undefined;
      const decision = decisionAt(found, deps.clock.now());
      if (decision === undefined) return undefined;
      return (await heldBy(found)).has(changeKey(change)) ? decision.by : undefined;
    },
  };
}
