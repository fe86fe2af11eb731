/**
 * The second half of a run: the changes of its plan are sent, each as a message of its own, and the run goes on until they
 * have ended. It decides nothing: whoever handles a message looks up the newest plan and proves the change anew.
 */
import type { RunDeps } from './accessDeps.ts';
import { type Applying, beginApplying, isOver, looked, nextLookMs, roomFor, withSent } from './applying.ts';
import { applyOrder, leastSent } from './applyOrder.ts';
import { type PlanDocument, planDocumentSchema } from './planDocument.ts';
import type { Progress } from './progress.ts';

/** Messages that are sent at a time. */
const AT_ONCE = 16;

/** How a step of sending ended; `plan` is the one that was carried out, as far as it is still the newest. */
export type ApplyStep =
  | { readonly kind: 'goesOn'; readonly applying: Applying; readonly delayMs: number }
  | { readonly kind: 'over'; readonly applying: Applying; readonly plan: PlanDocument | undefined };

/** Whether a plan is to be carried out: in observe it is only shown. */
export function isToApply({ mode, adds, removes }: PlanDocument): boolean {
  return mode === 'enforce' && adds.length + removes.length > 0;
}

/** Nothing is sent yet. Kept before anything is, so that a killed run goes on here and does not plan again. */
export async function startApplying(run: Progress, plan: PlanDocument, deps: RunDeps): Promise<Applying> {
  const applying = beginApplying(plan.adds.length + plan.removes.length, leastSent(plan), deps.clock.now());
  await deps.readings.saveProgress({ ...run, applying });
  return applying;
}

/** Sends what there is room for, or finds that everything has ended. `awaited`: another run is queued. */
export async function applyStep(run: Progress, before: Applying, awaited: boolean, deps: RunDeps): Promise<ApplyStep> {
  const { clock, changes, documents, readings } = deps;
  const plan = planDocumentSchema.safeParse((await documents.read('plan'))?.value).data;
  const ended = await changes.ended(run.runId);
  const known = looked(before, ended, awaited, clock.now());
  // A newer plan than ours is carried out by its own run.
  if (plan?.runId !== run.runId) return { kind: 'over', applying: known, plan: undefined };
  if (isOver(known, clock.now())) return { kind: 'over', applying: known, plan };
  const sent = await send(known, plan, deps);
  const applying = withSent(known, sent, clock.now());
  await readings.saveProgress({ ...run, applying });
  return { kind: 'goesOn', applying, delayMs: nextLookMs(applying, clock.now()) };
}

async function send(known: Applying, plan: PlanDocument, { changeQueue }: RunDeps): Promise<number> {
  const grants = applyOrder(plan).slice(known.sent, known.sent + roomFor(known));
  for (let from = 0; from < grants.length; from += AT_ONCE) {
    await Promise.all(grants.slice(from, from + AT_ONCE).map((grant) => changeQueue.send(grant, 0)));
  }
  return grants.length;
}
