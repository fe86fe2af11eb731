/** The plan as people and systems get it: the diff with names, what is in doubt, what to know, and a hash. Pure. */

import { defined } from '../../defined.ts';
import { foldCase } from '../../foldCase.ts';
import type { Instant } from '../../time.ts';
import { LEFT_OUT_SENTENCES, type LeftOutReason } from '../readings/groupReading.ts';
import { type BindingSummary, summaries } from './bindingSummary.ts';
import type { Change, Withheld } from './change.ts';
import type { ToldOfDenied } from './denyWarnings.ts';
import type { ResolvedBinding } from './desired.ts';
import { type Diff, diff } from './diff.ts';
import type { Satisfied, ScopeCount } from './findings.ts';
import type { Foreign } from './foreign.ts';
import { type Incomplete, incompleteOf } from './incomplete.ts';
import { isOrphan, type Names, named, nameOf } from './names.ts';
import type { PlanInput } from './planInput.ts';
import type { PlanWarning } from './planWarning.ts';
import type { Quota } from './quota.ts';
import { findSorted } from './sorted.ts';
import { warningsOf } from './warnings.ts';

/** Somebody in a group who gets nothing through it. */
export interface LeftOut {
  readonly binding: string;
  readonly principalId: string;
  readonly reason: LeftOutReason | 'denied';
  readonly message: string;
}

export interface Plan {
  readonly adds: readonly Change[];
  readonly removes: readonly Change[];
  readonly withheld: readonly Withheld[];
  /** Assignments of ours that are as they should be. */
  readonly kept: number;
  readonly leftOut: readonly LeftOut[];
  readonly satisfied: readonly Satisfied[];
  readonly foreign: readonly Foreign[];
  /** Foreign assignments whose principal the directory does not have. */
  readonly orphans: readonly Foreign[];
  readonly quota: readonly Quota[];
  readonly bindings: readonly BindingSummary[];
  readonly scopes: readonly ScopeCount[];
  readonly warnings: readonly PlanWarning[];
  readonly complete: boolean;
  readonly incomplete: readonly Incomplete[];
  /** From when on something withheld can be confirmed by another run. */
  readonly confirmAt?: Instant;
  /** 64 hex digits over what would be done: the same world, the same hash. */
  readonly hash: string;
}

/** A hash that takes its text in pieces, SHA-256 in hex. */
export interface Hasher {
  update(text: string): void;
  digest(): string;
}

/** What has been found out for the people that a diff names. */
export interface LookedUp extends ToldOfDenied {
  readonly names: Names;
}

/** The plan for a world: `look` finds out the names of those whom the diff names. */
export async function plan(
  input: PlanInput,
  look: (diff: Diff) => Promise<LookedUp>,
  newHasher: () => Hasher,
): Promise<Plan> {
  const found = diff(input);
  return planOf(input, found, await look(found), newHasher());
}

/** The plan that a diff comes to, once it is known what its people are called. */
export function planOf(input: PlanInput, found: Diff, looked: LookedUp, hasher: Hasher): Plan {
  const { names } = looked;
  const readings = new Map(
    found.bindings.flatMap(({ binding, reading }) => (reading ? [[binding.name, reading]] : [])),
  );
  const adds = found.adds.map((change) => named(change, names, readings));
  const removes = found.removes.map((change) => named(change, names, readings));
  const withheld = found.withheld.map((change) => named(change, names, readings));
  const foreign = found.foreign.map((one) => {
    const principal = nameOf(one.principalId, names);
    return principal === undefined ? one : { ...one, principal };
  });
  const incomplete = incompleteOf(input, found);
  return defined({
    adds,
    removes,
    withheld,
    kept: [...found.kept.values()].reduce((sum, count) => sum + count, 0),
    leftOut: found.bindings.flatMap((resolved) => leftOutOf(resolved, found.denied)),
    satisfied: found.satisfied,
    foreign: foreign.filter(({ principalId }) => !isOrphan(principalId, names)),
    orphans: foreign.filter(({ principalId }) => isOrphan(principalId, names)),
    quota: found.quota,
    bindings: summaries(found),
    scopes: found.scopes,
    warnings: warningsOf(input, found, looked),
    complete: incomplete.length === 0,
    incomplete,
    confirmAt: found.confirmAt,
    hash: hashOf([...adds, ...removes, ...withheld], hasher),
  });
}

/** Over what would be done, and nothing that changes by itself: no time, no display name. */
function hashOf(changes: readonly (Change | Withheld)[], hasher: Hasher): string {
  for (const change of changes) {
    const { action, scope, role, principalId, binding, reason } = change;
    const why = 'why' in change ? change.why.code : '';
    hasher.update(`${JSON.stringify([action, foldCase(scope), role, principalId, binding, reason, why])}\n`);
  }
  return hasher.digest();
}

function leftOutOf({ binding, reading }: ResolvedBinding, deny: Diff['denied']): LeftOut[] {
  const { name } = binding;
  const denied = deny.filter((id) => findSorted(reading?.eligible, id, (one) => one) !== undefined);
  return [
    ...(reading?.leftOut ?? []).map(({ id, reason }) => ({
      binding: name,
      principalId: id,
      reason,
      message: LEFT_OUT_SENTENCES[reason],
    })),
    ...denied.map((id) => ({
      binding: name,
      principalId: id,
      reason: 'denied' as const,
      message: 'The policy denies this person.',
    })),
  ];
}
