/** Worlds as guards see them: a diff, with limits that are wide open but for what a test says. */
import type { Spent } from '../../src/lib/access/budgets/budgets.ts';
import type { GrantRecord } from '../../src/lib/access/grants.ts';
import { type BindingBaseline, baselinesNow } from '../../src/lib/access/guards/baselines.ts';
import { type Guarded, guard } from '../../src/lib/access/guards/guard.ts';
import type { Decided, GuardInput } from '../../src/lib/access/guards/guardInput.ts';
import { holdingsIn } from '../../src/lib/access/guards/holdings.ts';
import { limitsUnder } from '../../src/lib/access/guards/limits.ts';
import { type Diff, diff } from '../../src/lib/access/plan/diff.ts';
import { type Names, NO_NAMES } from '../../src/lib/access/plan/names.ts';
import type { PlanInput } from '../../src/lib/access/plan/planInput.ts';
import type { Guards, SomeGuards } from '../../src/lib/access/policy/guards.ts';
import { type AccessWorld, LONG_AGO, planInput } from './accessWorld.ts';

/** Nothing trips. */
export const WIDE_OPEN: Guards = {
  maxRemovals: 100_000,
  maxRemovalPercent: 100,
  maxRemovalsTotal: 100_000,
  maxNewAdministrators: 100_000,
  maxNewAdministratorsPercent: 100,
  maxNewUsers: 100_000,
  maxNewUsersPercent: 100,
  maxDenied: 100_000,
  minAdministrators: 0,
  requireRoleAssignable: 'none',
};

export const NOTHING_DECIDED: Decided = { approved: new Map(), rejected: new Map() };

export interface GuardedParts {
  /** What the settings say, where it is not wide open. */
  readonly limits?: SomeGuards;
  readonly policyGuards?: SomeGuards;
  /** The most people of the last 24 hours, by binding. */
  readonly peaks?: Readonly<Record<string, number>>;
  readonly decided?: Decided;
  readonly names?: Names;
  /** Who was reserved within 24 hours. */
  readonly spent?: SpentParts;
  /** What is on record of assignments, by name. */
  readonly grants?: Readonly<Record<string, Partial<GrantRecord>>>;
  /** What the last plan left of bindings. Without it nothing is known of that. */
  readonly baselines?: readonly BindingBaseline[];
  /** Bindings whose ledger is lost. */
  readonly lost?: readonly (string | null)[];
  /** Whose removals a reading that has been incomplete for long only proposes. */
  readonly proposed?: readonly string[];
  /** Bindings whose end was in the policy before it came. */
  readonly announced?: readonly string[];
}

export interface SpentParts {
  /** By binding. */
  readonly lost?: Readonly<Record<string, readonly string[]>>;
  readonly added?: Readonly<Record<string, readonly string[]>>;
  readonly denied?: readonly string[];
}

/** What these people come to, each of them also over all bindings. */
export function spentOf({ lost = {}, added = {}, denied = [] }: SpentParts): Spent {
  return {
    of: (binding, kind) => new Set((kind === 'removals' ? lost : added)[binding ?? '']),
    removals: new Set(Object.values(lost).flat()),
    denials: new Set(denied),
  };
}

/** Decided by an approver in one quarantine. */
export function approvedAll(keys: Iterable<string>, quarantine = 'q1'): Decided {
  return { ...NOTHING_DECIDED, approved: new Map([...keys].map((key) => [key, quarantine])) };
}

export interface GuardedWorld {
  readonly input: PlanInput;
  readonly found: Diff;
  readonly guardInput: GuardInput;
  readonly guarded: Guarded;
}

/** What the guards make of a world. */
export function guardedWorld(world: AccessWorld, parts: GuardedParts = {}): GuardedWorld {
  const { limits = {}, policyGuards = {}, peaks = {}, decided = NOTHING_DECIDED, names = NO_NAMES } = parts;
  const input = planInput(world);
  const compared = diff(input);
  const found: Diff = {
    ...withProposed(compared, parts.proposed),
    lost: new Set([...compared.lost, ...(parts.lost ?? [])]),
  };
  const guardInput: GuardInput = {
    ...holdingsIn({ ...input, recorded: withGrants(world, input, parts.grants) }, found),
    baselines: baselinesNow(parts.baselines, found.bindings, input.now),
    diff: found,
    groups: input.groups,
    places: input.places,
    ...(input.machines !== undefined && { machines: input.machines }),
    names,
    limits: limitsUnder({ ...WIDE_OPEN, ...limits }, { guards: policyGuards, bindings: input.policy.bindings }),
    peak: (binding) => peaks[binding ?? ''] ?? 0,
    spent: spentOf(parts.spent ?? {}),
    decided,
    endedAsAnnounced: ({ name }) => parts.announced?.includes(name) === true,
  };
  return { input, found, guardInput, guarded: guard(guardInput) };
}

/** What is on record, with what a test says of some of it. */
export function withGrants(
  { there = [] }: AccessWorld,
  { recorded }: Pick<PlanInput, 'recorded'>,
  grants: NonNullable<GuardedParts['grants']> = {},
): ReadonlyMap<string, GrantRecord> {
  const said = there.flatMap(({ name, scope, role, principalId, createdAt = LONG_AGO }): [string, GrantRecord][] => {
    const more = grants[name];
    const record = { name, scope, role, principalId, binding: null, how: 'written' as const, at: createdAt };
    return more === undefined ? [] : [[name, { ...record, ...more }]];
  });
  return new Map([...recorded, ...said]);
}

/** The diff in which what is withheld from these has been so for long enough that an approver may decide on it. */
export function withProposed(found: Diff, principals: readonly string[] = []): Diff {
  const withheld = found.withheld.map((change) =>
    principals.includes(change.principalId) ? { ...change, proposed: true as const } : change,
  );
  return { ...found, withheld };
}

/** The codes under which a world's changes are withheld by guards, each once; `allowed` when nothing is. */
export function verdict(world: AccessWorld, parts: GuardedParts = {}): string {
  const { withheld } = guardedWorld(world, parts).guarded;
  const codes = [...new Set(withheld.map(({ why }) => why.code))].toSorted();
  return codes.length === 0 ? 'allowed' : codes.join(', ');
}

/** So many people: `p00`, `p01` … */
export function crowd(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `p${String(from + index).padStart(2, '0')}`);
}

/** How many may go or come by a number and a percentage, said in the plainest words. */
export function mostOf(number: number, percent: number, people: number): number {
  return number === 0 ? 0 : Math.max(number, Math.floor((percent / 100) * people));
}
