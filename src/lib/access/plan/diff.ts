/**
 * The plan: what the policy wants against what Azure has. Pure and deterministic: the same world gives the same plan. It
 * changes nothing, and nobody is removed because it says so: each change is proven again before it is made.
 */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import { type Assignment, placeKey, placeOf, placeScope } from '../assignment.ts';
import type { GrantRecord } from '../grants.ts';
import type { Self } from '../ownership.ts';
import type { Binding, Exemption } from '../policy/policy.ts';
import type { GroupReading } from '../readings/groupReading.ts';
import type { MachinesReading } from '../readings/machineSelector.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import type { LoginRole } from '../role.ts';
import type { Absences } from './absence.ts';
import { type ActualBucket, actualBuckets } from './actual.ts';
import { type Change, compare, compareGrants, type Withheld } from './change.ts';
import { compareBucket } from './compareBucket.ts';
import { type Bucket, desiredBuckets, type ResolvedBinding, resolveBinding } from './desired.ts';
import { type Findings, nothingFound } from './findings.ts';
import type { Keepers } from './keepers.ts';
import { ASSIGNMENT_LIMITS, fullAt, type Quota, type QuotaSample } from './quota.ts';
import { type Whose, whoseFor } from './whose.ts';
import { type World, worldOf } from './world.ts';

/** The part of the policy that the plan follows. */
export interface PlannedPolicy {
  readonly bindings: readonly Binding[];
  readonly exemptions: readonly Exemption[];
  /** Ids of users, lower case. */
  readonly deny: readonly string[];
}

export interface PlanInput {
  readonly policy: PlannedPolicy;
  /** By group id. */
  readonly groups: ReadonlyMap<string, GroupReading>;
  /** By place. */
  readonly places: ReadonlyMap<string, PlaceReading>;
  /** Absent when no binding selects machines. */
  readonly machines?: MachinesReading;
  readonly self: Self;
  /** What is on record of assignments of ours, by name. */
  readonly recorded: ReadonlyMap<string, GrantRecord>;
  /** When the first complete reading of a group began that lacked somebody who still has something of ours. */
  readonly absentSince: (groupId: string, principalId: string) => Instant | undefined;
  /** The least distance of the two readings that prove that somebody left a group. */
  readonly confirmMs: number;
  /** The last plan was made for the same policy. */
  readonly policySeenBefore: boolean;
  /** Since when an incomplete reading has kept removals of a binding from being made. */
  readonly blockedSince: (binding: string) => Instant | undefined;
  /** How full each place was before, oldest first. */
  readonly history: ReadonlyMap<string, readonly QuotaSample[]>;
  /** Why nothing may be added through a binding. */
  readonly blocked: (binding: Binding, reading: GroupReading | undefined) => ResolvedBinding['blocked'];
  /** The policy in the blob cannot be followed; this is the last good one, and nothing is changed for it. */
  readonly held: boolean;
  readonly now: Instant;
}

/** An assignment that is not ours. */
export interface Foreign {
  readonly name: string;
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
  readonly principalType: string;
  readonly principal?: string;
  /** When PIM takes it away again. */
  readonly endsAt?: Instant;
  /** The installation that made it, when it is another one of this product. */
  readonly installationId?: string;
}

/** Somebody who is wanted and has access already through an assignment of others. */
export interface Satisfied {
  readonly scope: string;
  readonly role: LoginRole;
  readonly principalId: string;
  readonly binding: string;
  /** Name of the assignment that gives it. */
  readonly by: string;
  /** When PIM takes it away again. */
  readonly endsAt?: Instant;
}

/** An assignment of ours that is not on record. */
export interface Unrecorded {
  readonly assignment: Assignment;
  /** The binding that wants it, or that once may have; null when no binding is known. */
  readonly binding: string | null;
}

/** What becomes of one role at one scope. */
export interface ScopeCount {
  readonly scope: string;
  readonly role: LoginRole;
  readonly kept: number;
  readonly adds: number;
  readonly removes: number;
  readonly withheld: number;
}

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
  const world = worldOf(input, { bindings, whose, denied, sharedWith });
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

/** How full the places are, and will be after these changes. */
export function quotas(
  { places, history, now }: Pick<PlanInput, 'places' | 'history' | 'now'>,
  changes: readonly Change[],
): readonly Quota[] {
  const effects = effectsOf(changes);
  return [...places]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, { place, used }]) => {
      const limit = ASSIGNMENT_LIMITS[place.kind];
      const after = used + (effects.get(key) ?? 0);
      const full = fullAt(history.get(key) ?? [], used, limit, now);
      return defined({ scope: placeScope(place), used, limit, after, fullAt: full });
    });
}

/** Place → by how much the changes fill it. */
function effectsOf(changes: readonly Change[]): ReadonlyMap<string, number> {
  const placeOfScope = new Map<string, string>();
  const effects = new Map<string, number>();
  for (const { scope, action } of changes) {
    const place = placeOfScope.get(scope) ?? placeKey(placeOf(scope));
    placeOfScope.set(scope, place);
    effects.set(place, (effects.get(place) ?? 0) + (action === 'add' ? 1 : -1));
  }
  return effects;
}
