/** The budget of a change, reserved before it is made: what instances do at the same time stays within the guards. */
import type { Reserved } from '../budgets/budgets.ts';
import type { Change } from '../plan/change.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
import type { ApplyDeps } from './applyDeps.ts';
import type { PlannedChange } from './newestPlan.ts';
import { type Hold, hold } from './outcome.ts';

/** Why there is no budget for it; undefined when it is reserved, or needs none. Throws what the store throws. */
export async function payFor(
  { plan, change }: PlannedChange,
  { budgets }: Pick<ApplyDeps, 'budgets'>,
): Promise<Hold | undefined> {
  // What an approver has looked at, and what makes nobody new and takes nothing from anybody, is not counted.
  if (change.uncounted === true || change.quarantine !== undefined) return undefined;
  const reserved = await reservation(change, plan, budgets);
  return reserved === 'reserved'
    ? undefined
    : hold('BudgetSpent', 'More than the guards allow within 24 hours; the next plan puts it before an approver.');
}

function reservation(change: Change, plan: PlanDocument, budgets: ApplyDeps['budgets']): Promise<Reserved> {
  const { binding, principalId, people = [principalId] } = change;
  const { removals, additions } = plan.budgets.find((one) => one.binding === binding) ?? NOTHING;
  const about = { binding, people };
  if (change.action === 'add') return budgets.reserve({ ...about, kind: 'additions', limit: additions });
  if (change.reason === 'deny') return budgets.reserve({ ...about, kind: 'denials', limit: plan.budgetInAll.denials });
  return budgets.reserve({ ...about, kind: 'removals', limit: removals, limitInAll: plan.budgetInAll.removals });
}

/** A binding without a budget in the plan has nothing to spend. */
const NOTHING = { removals: 0, additions: 0 } as const;
