/** The plan for a policy, in print. */
import type { Paint } from '../../src/lib/access/print/line.ts';
import { printPlan, unnamedIn } from '../../src/lib/access/print/printPlan.ts';
import { printProblems } from '../../src/lib/access/print/printProblems.ts';
import type { PlanDocument } from '../../src/lib/access/runs/planDocument.ts';
import { type PlanOnceDeps, planOnce } from '../../src/lib/access/runs/planOnce.ts';
import { policyNow } from '../../src/lib/access/runs/policyNow.ts';
import { terminalJson } from '../../src/lib/escape/terminal.ts';
import { planView } from '../../src/lib/status/access/planView.ts';
import { namesOf } from '../terminal/names.ts';

export interface PlanPolicyDeps extends PlanOnceDeps {
  /** Takes the result. */
  readonly print: (text: string) => void;
  readonly paint?: Paint;
}

/** As `terraform plan -detailed-exitcode` has them. */
const NOTHING_TO_DO = 0;
const UNREADABLE = 1;
const CHANGES = 2;

/** Prints the plan, or what is wrong with the policy, for which nothing needs to be read; answers the exit code. */
export async function planPolicy(json: boolean, deps: PlanPolicyDeps): Promise<number> {
  const { policySource, accessSettings, clock, print, paint } = deps;
  const { problems } = await policyNow(policySource, undefined, { ...accessSettings, now: clock.now() });
  if (problems.length > 0) {
    print(json ? `${terminalJson({ policyProblems: problems })}\n` : printProblems(problems));
    return UNREADABLE;
  }
  const plan = await planOnce(deps);
  print(json ? `${terminalJson(planView(plan))}\n` : printPlan(plan, await namesOf(unnamedIn(plan), deps), paint));
  return exitCodeOf(plan);
}

/** What was not read may hide changes: then nobody may take the plan for the whole of it. */
function exitCodeOf({ complete, incomplete, unread, adds, removes, withheld }: PlanDocument): number {
  if (!complete || incomplete.length + unread.length > 0) return UNREADABLE;
  return adds.length + removes.length + withheld.length > 0 ? CHANGES : NOTHING_TO_DO;
}
