/** Worlds as guards see them: a diff, with limits that are wide open but for what a test says. */
import { type Decided, type Guarded, type GuardInput, guard } from '../../src/lib/access/guards/guard.ts';
import { limitsUnder } from '../../src/lib/access/guards/limits.ts';
import { type Diff, diff, type PlanInput } from '../../src/lib/access/plan/diff.ts';
import { type Names, NO_NAMES } from '../../src/lib/access/plan/names.ts';
import type { Guards, SomeGuards } from '../../src/lib/access/policy/guards.ts';
import { type AccessWorld, planInput } from './accessWorld.ts';

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

export const NOTHING_DECIDED: Decided = { approved: new Set(), rejected: new Map() };

export interface GuardedParts {
  /** What the settings say, where it is not wide open. */
  readonly limits?: SomeGuards;
  readonly policyGuards?: SomeGuards;
  /** The most people of the last 24 hours, by binding. */
  readonly peaks?: Readonly<Record<string, number>>;
  readonly decided?: Decided;
  readonly names?: Names;
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
  const found = diff(input);
  const guardInput: GuardInput = {
    diff: found,
    groups: input.groups,
    places: input.places,
    names,
    limits: limitsUnder({ ...WIDE_OPEN, ...limits }, { guards: policyGuards, bindings: input.policy.bindings }),
    peak: (binding) => peaks[binding ?? ''] ?? 0,
    decided,
  };
  return { input, found, guardInput, guarded: guard(guardInput) };
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
