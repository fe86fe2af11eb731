/** A binding at a glance: what it comes to, and what it costs. Pure. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { Change } from './change.ts';
import type { Diff } from './diff.ts';

/** A binding at a glance. */
export interface BindingSummary {
  readonly name: string;
  readonly role: Change['role'];
  readonly assign: 'members' | 'group';
  readonly group: { readonly id: string; readonly name?: string };
  readonly expired: boolean;
  readonly complete: boolean;
  readonly scopes: number;
  readonly eligible: number;
  readonly leftOut: number;
  readonly kept: number;
  readonly adds: number;
  readonly removes: number;
  readonly withheld: number;
  readonly satisfied: number;
  /** Since when an incomplete reading has kept removals from being made; absent when it keeps none. */
  readonly blockedSince?: Instant;
  /** What it costs of the limit of assignments, in either mode. */
  readonly cost: { readonly members: number; readonly group: number };
  /** Whoever owns the group of an administrators' binding decides who becomes one. */
  readonly owners?: readonly { readonly id: string; readonly displayName?: string }[];
}

/** Every binding of the policy, in its order. */
export function summaries(diff: Diff): BindingSummary[] {
  const counts = {
    adds: byBinding(diff.adds),
    removes: byBinding(diff.removes),
    withheld: byBinding(diff.withheld),
    satisfied: byBinding(diff.satisfied),
  };
  return diff.bindings.map(({ binding, reading, scopes, expired }) => {
    const { name, role, assign, group } = binding;
    const of = (count: ReadonlyMap<string | null, number>): number => count.get(name) ?? 0;
    const read = factsOf(reading);
    return defined({
      name,
      role,
      assign,
      group: defined({ id: group.id, name: reading?.displayName }),
      expired,
      scopes: scopes.length,
      ...read,
      kept: diff.kept.get(name) ?? 0,
      adds: of(counts.adds),
      removes: of(counts.removes),
      withheld: of(counts.withheld),
      satisfied: of(counts.satisfied),
      blockedSince: diff.blockedSince.get(name),
      cost: { members: read.eligible * scopes.length, group: scopes.length },
    });
  });
}

function byBinding(changes: readonly { readonly binding: string | null }[]): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { binding } of changes) counts.set(binding, (counts.get(binding) ?? 0) + 1);
  return counts;
}

function factsOf(
  reading: GroupReading | undefined,
): Pick<BindingSummary, 'complete' | 'eligible' | 'leftOut' | 'owners'> {
  if (reading === undefined) return { complete: false, eligible: 0, leftOut: 0 };
  const { gap, eligible, leftOut, owners } = reading;
  return defined({ complete: gap === undefined, eligible: eligible.length, leftOut: leftOut.length, owners });
}
