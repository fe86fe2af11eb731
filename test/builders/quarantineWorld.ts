/** Plans of one app from run to run, as far as quarantines go: worlds come in, time passes, approvers decide. */
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryDocuments } from '../../local/memory/documents.ts';
import { createMemoryQuarantines } from '../../local/memory/quarantines.ts';
import { createBudgets } from '../../src/lib/access/budgets/budgetRows.ts';
import type { Change } from '../../src/lib/access/plan/change.ts';
import { diff } from '../../src/lib/access/plan/diff.ts';
import { NO_NAMES } from '../../src/lib/access/plan/names.ts';
import { type LookedUp, type Plan, planOf } from '../../src/lib/access/plan/plan.ts';
import type { Guards } from '../../src/lib/access/policy/guards.ts';
import { type Decision, decided, statusAt } from '../../src/lib/access/quarantine/quarantine.ts';
import { type PlannedQuarantine, settle } from '../../src/lib/access/quarantine/settle.ts';
import { type Withholding, withhold } from '../../src/lib/access/quarantine/withhold.ts';
import { type AccessWorld, aBinding, aGroup, planInput, sha256 } from './accessWorld.ts';
import { aClock } from './clock.ts';
import { WIDE_OPEN, withProposed } from './guarded.ts';

export interface PlannedNow {
  readonly plan: Plan;
  readonly quarantines: readonly PlannedQuarantine[];
}

export interface ProposingWorld extends AccessWorld {
  /** Whose removals a reading that has been incomplete for long only proposes. */
  readonly proposed?: readonly string[];
}

/** An app that has planned nothing yet. */
export function aQuarantineWorld(limits: Partial<Guards>) {
  const clock = aClock();
  const documents = createMemoryDocuments();
  const quarantines = createMemoryQuarantines();
  const control = createMemoryControl();
  const budgets = createBudgets({ store: control, clock, sleep: async () => undefined, random: () => 0.5 });
  const deps = { documents, quarantines, budgets, newHasher: sha256 };

  /** The first half of a plan, in which nothing is written. */
  async function compared(
    world: ProposingWorld,
    looked: LookedUp = { names: NO_NAMES, deniedIn: new Map(), listed: new Map() },
  ) {
    const now = clock.now();
    const input = planInput({ ...world, now });
    const about = {
      input,
      policyGuards: {},
      limits: { ...WIDE_OPEN, ...limits },
      samples: [],
      ends: [],
      baselines: undefined,
      now,
    };
    const withholding = await withhold(withProposed(diff(input), world.proposed), looked, about, deps);
    return { withholding, plan: planOf(input, withholding.diff, looked, sha256()) };
  }
  async function settled(half: { readonly withholding: Withholding; readonly plan: Plan }): Promise<PlannedNow> {
    return { plan: half.plan, quarantines: await settle(half.withholding, half.plan, clock.now(), deps) };
  }
  return {
    ...deps,
    control,
    clock,
    compared,
    settled,
    plan: async (world: ProposingWorld, looked?: LookedUp) => settled(await compared(world, looked)),
    decide: async (id: string, what: Decision['what']): Promise<void> => {
      const found = await quarantines.read(id);
      if (found === undefined) throw new Error(`There is no ${id}.`);
      const { quarantine, etag } = found;
      const outcome = decided(quarantine, { what, hash: quarantine.hash, by: 'ada', reason: 'Test.' }, clock.now());
      if (!outcome.ok) throw new Error(outcome.because);
      await quarantines.update(outcome.quarantine, etag);
    },
    statusOf: async (id: string): Promise<string | undefined> => {
      const found = await quarantines.read(id);
      return found && statusAt(found.quarantine, clock.now());
    },
  };
}

/** Whom changes concern. */
export function whom(changes: readonly Change[]): readonly string[] {
  return changes.map(({ principalId }) => principalId);
}

/** An app under which five people may become administrators through a binding, and two may lose something. */
export function fiveAtATime() {
  return aQuarantineWorld({
    maxNewAdministrators: 5,
    maxNewAdministratorsPercent: 0,
    maxRemovals: 2,
    maxRemovalPercent: 0,
  });
}

/** A world in which these people are to become administrators. */
export function joining(people: readonly string[]): AccessWorld {
  return { bindings: [aBinding({ role: 'administrator' })], groups: [aGroup('staff', people)] };
}

/** The only one there is. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`Not one, but ${list.length}.`);
  return first;
}
