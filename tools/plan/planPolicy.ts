/** The plan for a policy, in print. */
import { printPlan, unnamedIn } from '../../src/lib/access/print/printPlan.ts';
import { printProblems } from '../../src/lib/access/print/printProblems.ts';
import { type PlanOnceDeps, planOnce } from '../../src/lib/access/runs/planOnce.ts';
import { policyNow } from '../../src/lib/access/runs/policyNow.ts';
import { terminalJson } from '../../src/lib/escape/terminal.ts';
import { planView } from '../../src/lib/status/access/planView.ts';
import { namesOf } from '../terminal/names.ts';

export interface PlanPolicyDeps extends PlanOnceDeps {
  /** Takes the result. */
  readonly print: (text: string) => void;
}

/** Prints the plan, or what is wrong with the policy, for which nothing needs to be read; answers the exit code. */
export async function planPolicy(json: boolean, deps: PlanPolicyDeps): Promise<number> {
  const { policySource, accessSettings, clock, print } = deps;
  const { problems } = await policyNow(policySource, undefined, { ...accessSettings, now: clock.now() });
  if (problems.length > 0) {
    print(json ? `${terminalJson({ policyProblems: problems })}\n` : printProblems(problems));
    return 1;
  }
  const plan = await planOnce(deps);
  print(json ? `${terminalJson(planView(plan))}\n` : printPlan(plan, await namesOf(unnamedIn(plan), deps)));
  return 0;
}
