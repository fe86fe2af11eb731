/**
 * The plan: what the policy wants against what Azure has. Pure and deterministic: the same world gives the same plan. It
 * changes nothing, and nobody is removed because it says so: each change is proven again before it is made.
 */
import type { Instant } from '../../time.ts';
import type { Absences } from './absence.ts';
import { type ActualBucket, actualBuckets } from './actual.ts';
import { type Change, compare, compareGrants, type Withheld } from './change.ts';
import { compareBucket } from './compareBucket.ts';
import { type Bucket, desiredBuckets, type ResolvedBinding, resolveBinding } from './desired.ts';
import {
  type Findings,
  nothingFound,
  type Reattributed,
  type Satisfied,
  type ScopeCount,
  type Unrecorded,
} from './findings.ts';
import type { Foreign } from './foreign.ts';
import type { Keepers } from './keepers.ts';
import type { PlanInput } from './planInput.ts';
import { type Quota, quotas } from './quota.ts';
import { type Whose, whoseFor } from './whose.ts';
import { type World, worldOf } from './world.ts';

/** The diff, before names and hash. */
export interface Diff {
  readonly bindings: readonly ResolvedBinding[];
  /** Who is denied, each once. */
  readonly denied: readonly string[];
  readonly adds: readonly Change[];
  readonly removes: readonly Change[];
  readonly withheld: readonly Withheld[];
  /** Assignments of ours that are as they should be, by binding. */
  readonly kept: ReadonlyMap<string, number>;
  readonly keepers: Keepers;
  readonly satisfied: readonly Satisfied[];
  readonly foreign: readonly Foreign[];
  readonly scopes: readonly ScopeCount[];
  readonly quota: readonly Quota[];
  /** Apps that work under this installation's id besides us. */
  readonly sharedWith: readonly string[];
  /** Bindings with assignments of ours that are not on record: their ledger is lost, or was within the last 24 hours. */
  readonly lost: ReadonlySet<string | null>;
  readonly unrecorded: readonly Unrecorded[];
  readonly reattributed: readonly Reattributed[];
  /** Whom complete readings lack, with what was known before of those whom none tells of. */
  readonly absent: Absences;
  /** Since when an incomplete reading has kept removals from being made, by binding. */
  readonly blockedSince: ReadonlyMap<string, Instant>;
  /** From when on something withheld can be confirmed; absent when nothing waits for that. */
  readonly confirmAt?: Instant;
}

/** Compares what is wanted with what is there. */
export function diff(input: PlanInput): Diff {
  const { policy, groups, machines, now, self } = input;
  const denied = new Set(policy.deny.toSorted());
  const bindings = policy.bindings.map((binding) => {
    const blocked = input.blocked(binding, groups.get(binding.group.id));
    return { ...resolveBinding(binding, groups, machines, now), ...(blocked !== undefined && { blocked }) };
  });
  const desired = desiredBuckets(bindings, denied);
  const actual = actualBuckets(input.places);
  const whose = whoseFor(self);
  const sharedWith = sharingApps(whose, actual);
  const world = worldOf(input, desired, { bindings, whose, denied, sharedWith });
  const { confirmAt, ...out } = comparedIn(world, desired, actual);
  return {
    ...out,
    bindings,
    denied: [...denied],
    adds: out.adds.toSorted(compareGrants),
    removes: out.removes.toSorted(compareGrants),
    withheld: out.withheld.toSorted(compareGrants),
    satisfied: out.satisfied.toSorted(compareGrants),
    foreign: out.foreign.toSorted((a, b) => compareGrants(a, b) || compare(a.name, b.name)),
    quota: quotas(input, [...out.adds, ...out.removes]),
    sharedWith,
    ...(confirmAt !== Infinity && { confirmAt }),
  };
}

function comparedIn(
  world: World,
  desired: ReadonlyMap<string, Bucket>,
  actual: ReadonlyMap<string, ActualBucket>,
): Findings {
  const out = nothingFound();
  for (const key of [...new Set([...desired.keys(), ...actual.keys()])].toSorted())
    compareBucket(desired.get(key), actual.get(key), world, out);
  return out;
}

/** Other apps whose assignments bear our names. */
function sharingApps(whose: Whose, actual: ReadonlyMap<string, ActualBucket>): readonly string[] {
  const apps = new Set<string>();
  for (const { assignments } of actual.values()) {
    for (const assignment of assignments) {
      const app = whose.twinOf(assignment);
      if (app !== undefined) apps.add(app);
    }
  }
  return [...apps].toSorted();
}
