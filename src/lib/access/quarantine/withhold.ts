/** Between the diff and the plan: what the guards withhold, and the quarantines in which it waits. */
import { defined } from '../../defined.ts';
import type { Instant } from '../../time.ts';
import type { Budgets } from '../budgets/budgets.ts';
import { spentOnRecord } from '../budgets/spentOnRecord.ts';
import { budgetsFor, type PlannedBudgets } from '../guards/allowances.ts';
import { type AnnouncedEnds, announcedIn } from '../guards/announced.ts';
import { type BindingBaseline, baselinesAfter, baselinesNow } from '../guards/baselines.ts';
import { changeKey } from '../guards/changeKey.ts';
import { guard } from '../guards/guard.ts';
import { holdingsIn } from '../guards/holdings.ts';
import { limitsUnder } from '../guards/limits.ts';
import { narrowed } from '../guards/narrowed.ts';
import { type PeopleSamples, peaksOf } from '../guards/peaks.ts';
import { peopleIn } from '../guards/people.ts';
import type { BindingName, Withheld } from '../plan/change.ts';
import type { Diff } from '../plan/diff.ts';
import type { LookedUp } from '../plan/plan.ts';
import type { PlanInput } from '../plan/planInput.ts';
import type { Guards, SomeGuards } from '../policy/guards.ts';
import { type KnownQuarantines, knownQuarantines, type QuarantineDeps } from './known.ts';
import { type Proposals, propose } from './propose.ts';

export interface Withholding {
  /** The diff without what is withheld. */
  readonly diff: Diff;
  readonly proposals: Proposals;
  readonly inForce: KnownQuarantines['inForce'];
  /** How many people each binding gives access to now. */
  readonly people: ReadonlyMap<BindingName, number>;
  readonly budgets: PlannedBudgets;
  /** For the next plan. */
  readonly baselines: readonly BindingBaseline[] | undefined;
}

export interface WithholdDeps extends QuarantineDeps {
  readonly budgets: Budgets;
}

export interface WithholdAbout {
  readonly input: PlanInput;
  readonly policyGuards: SomeGuards;
  readonly limits: Guards;
  readonly samples: PeopleSamples;
  readonly ends: AnnouncedEnds;
  /** What the last plan left; undefined when that is not known. */
  readonly baselines: readonly BindingBaseline[] | undefined;
  readonly now: Instant;
}

/** Finds out what the guards withhold, given what was done lately and what approvers have decided. Writes nothing. */
export async function withhold(
  found: Diff,
  { names }: Pick<LookedUp, 'names'>,
  about: WithholdAbout,
  deps: WithholdDeps,
): Promise<Withholding> {
  const { input, policyGuards, limits, samples, ends, baselines, now } = about;
  const { groups, places, machines, policy } = input;
  const changing = new Set([...found.adds, ...found.removes, ...found.withheld].map(({ binding }) => binding));
  const [known, spent] = await Promise.all([knownQuarantines(now, deps), deps.budgets.spent([...changing])]);
  const present = peopleIn(found, groups);
  const people = present.counts();
  const guardInput = {
    ...holdingsIn(input, found),
    baselines: baselinesNow(baselines, found.bindings, input.now),
    diff: found,
    groups,
    places,
    ...defined({ machines }),
    names,
    limits: limitsUnder(limits, { guards: policyGuards, bindings: policy.bindings }),
    peak: peaksOf(samples, people, now),
    spent: spentOnRecord(spent, input),
    decided: known.decided,
    endedAsAnnounced: announcedIn(ends),
  };
  const guarded = guard(guardInput);
  // A policy that cannot be read withholds everything by itself; what waits for an approver goes on waiting.
  const proposals = input.held
    ? { current: known.pending.map(asItIs), obsolete: [], idOf: new Map<string, string>() }
    : propose(guarded.held, known.pending, now, deps.newHasher);
  const withheld = guarded.withheld.map((change) => waitingIn(change, proposals));
  const diff = narrowed(found, { ...guarded, withheld }, input);
  const budgets = budgetsFor([...diff.adds, ...diff.removes, ...diff.withheld], guardInput, present);
  // A policy that cannot be followed says nothing.
  const next = input.held ? baselines : baselinesAfter(guardInput);
  return { diff, proposals, inForce: known.inForce, people, budgets, baselines: next };
}

function asItIs(quarantine: KnownQuarantines['pending'][number]): Proposals['current'][number] {
  return { quarantine, isNew: false };
}

function waitingIn(change: Withheld, { idOf }: Proposals): Withheld {
  const quarantine = idOf.get(changeKey(change));
  return quarantine === undefined ? change : { ...change, quarantine };
}
