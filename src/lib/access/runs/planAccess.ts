/** One step of a run: as much reading as fits into a minute, or the plan. The message names the run, and nothing else. */
import { defined } from '../../defined.ts';
import { Failure, Throttled } from '../../errors.ts';
import { type Instant, seconds } from '../../time.ts';
import { placeBefore } from '../policy/problem.ts';
import { RUN_RETENTION_MS, type RunRecord } from '../runRecord.ts';
import type { RunDeps } from './accessDeps.ts';
import type { Applying } from './applying.ts';
import { applyStep, isToApply, startApplying } from './applySteps.ts';
import { beginRun } from './beginRun.ts';
import { makePlan } from './makePlan.ts';
import type { PlanDocument } from './planDocument.ts';
import type { Progress } from './progress.ts';
import { readUntil } from './readUntil.ts';
import { type CurrentRun, LONGEST_TURN_MS } from './runState.ts';

/** No invocation reads for longer than this, but for what it has begun. */
const STEP_MS = seconds(60);
/** So often in a row the change feed may fail before the run goes on without it; the whole step, before the run is given up. */
const TRIES = 3;
const GIVE_UP_AFTER = 6;
const RETRY_MS = seconds(20);
const BUSY_MS = seconds(30);
/** Old runs that one run forgets at most. */
const PRUNED_AT_ONCE = 50;

export type StepOutcome =
  /** The run is over, or never was. */
  | { readonly did: 'nothing'; readonly runId: string }
  /** Another instance is at work on it. */
  | { readonly did: 'waited'; readonly runId: string }
  | { readonly did: 'read'; readonly runId: string; readonly left: number; readonly of: number }
  | { readonly did: 'throttled'; readonly runId: string; readonly until: Instant }
  | { readonly did: 'retry'; readonly runId: string; readonly code: string }
  | {
      readonly did: 'planned';
      readonly runId: string;
      readonly complete: boolean;
      readonly adds: number;
      readonly removes: number;
      readonly withheld: number;
    }
  /** Some of its changes are still under way. */
  | { readonly did: 'sent'; readonly runId: string; readonly sent: number; readonly ended: number }
  | { readonly did: 'applied'; readonly runId: string; readonly sent: number; readonly ended: number }
  | { readonly did: 'failed'; readonly runId: string; readonly code: string };

/** Takes what nobody expected, for the log. */
export type ReportUnexpected = (error: unknown) => void;

/** A step that is under way. */
interface Step {
  readonly run: CurrentRun;
  /** Somebody asks for another run after this one. */
  readonly awaited: boolean;
  readonly token: string;
  readonly deps: RunDeps;
  readonly report: ReportUnexpected;
}

/** Makes a step of the run. Throws only what keeps the step itself from being recorded. */
export async function planAccess(runId: string, deps: RunDeps, report: ReportUnexpected): Promise<StepOutcome> {
  const { lock, newToken, runQueue } = deps;
  const token = newToken();
  const state = await lock.begin(runId, token);
  if (state === 'busy') {
    // Whoever is at work sends the next message; this one is a double, or theirs was lost with them.
    await runQueue.send(runId, BUSY_MS);
    return { did: 'waited', runId };
  }
  if (state === 'stale' || state.current === undefined) return { did: 'nothing', runId };
  const step = { run: state.current, awaited: state.next !== undefined, token, deps, report };
  try {
    return await advance(step);
  } catch (error) {
    return failing(error, step);
  }
}

async function advance(step: Step): Promise<StepOutcome> {
  const { run, token, deps } = step;
  const { readings, clock, runs } = deps;
  const until = clock.now() + STEP_MS;
  const { id, cause, startedAt } = run;
  let known = await readings.progress(id);
  if (known?.applying !== undefined) return apply(known, known.applying, step);
  if (known === undefined) {
    await runs.save({ id, cause, startedAt });
    known = await begun(run, deps);
  }
  known = await readUntil(until, known, deps);
  if (known.tasks.length > 0) return goesOn(known, token, deps);
  const plan = await makePlan(known, deps);
  // What was read was read for another policy: groups of the new one may be missing, or old.
  if (plan === 'policyChanged') return goesOn(await begun(run, deps), token, deps);
  return planned(known, plan, step);
}

/** The plan is made: it is carried out, or shown. */
async function planned(known: Progress, plan: PlanDocument, step: Step): Promise<StepOutcome> {
  const { run, deps } = step;
  if (isToApply(plan)) {
    await deps.runs.save({ ...recordOf(run, plan), changes: { sent: 0, ended: 0 } });
    const applying = await startApplying(known, plan, deps);
    await apply(known, applying, step);
  } else {
    await conclude(recordOf(run, plan), plan, step);
  }
  const { complete, adds, removes, withheld } = plan;
  const counts = { adds: adds.length, removes: removes.length, withheld: withheld.length };
  return { did: 'planned', runId: run.id, complete, ...counts };
}

async function apply(known: Progress, before: Applying, step: Step): Promise<StepOutcome> {
  const { run, awaited, token, deps } = step;
  const { id: runId } = run;
  const applied = await applyStep(known, before, awaited, deps);
  const { sent, ended } = applied.applying;
  if (applied.kind === 'goesOn') {
    await deps.lock.end(token, 'well');
    await deps.runQueue.send(runId, applied.delayMs);
    return { did: 'sent', runId, sent, ended };
  }
  const { plan } = applied;
  const record = plan === undefined ? await deps.runs.read(runId) : recordOf(run, plan);
  const { id, cause, startedAt } = run;
  await conclude({ id, cause, startedAt, ...record, changes: { sent, ended } }, plan, step);
  return { did: 'applied', runId, sent, ended };
}

async function begun({ id, failures }: CurrentRun, deps: RunDeps): Promise<Progress> {
  const progress = await beginRun(id, failures + 1 < TRIES, deps);
  await deps.readings.saveProgress(progress);
  return progress;
}

async function goesOn({ runId, tasks, total }: Progress, token: string, deps: RunDeps): Promise<StepOutcome> {
  await deps.lock.end(token, 'well');
  await deps.runQueue.send(runId, 0);
  return { did: 'read', runId, left: tasks.length, of: total };
}

/** What there is to say of a run once its plan is made. */
function recordOf({ id, cause, startedAt }: CurrentRun, plan: PlanDocument): RunRecord {
  const { complete, hash, adds, removes, withheld, kept, incomplete, policyProblems } = plan;
  const [first] = policyProblems;
  return defined({
    id,
    cause,
    startedAt,
    complete,
    planHash: hash,
    counts: { adds: adds.length, removes: removes.length, withheld: withheld.length, kept },
    incomplete: incomplete.map(({ binding, reason }) => ({ binding, reason })),
    policyProblems: first && { count: policyProblems.length, first: `${placeBefore(first)}${first.message}` },
  });
}

/** The run is over. What its plan withholds until it is confirmed is looked at as soon as that can be. */
async function conclude(
  record: RunRecord,
  plan: PlanDocument | undefined,
  { token, deps, report }: Step,
): Promise<void> {
  const { runs, changes, clock, runQueue } = deps;
  await runs.save({ ...record, finishedAt: clock.now() });
  if (plan?.mode === 'enforce' && plan.confirmAt !== undefined)
    await runQueue.sendAgain(Math.max(plan.confirmAt - clock.now(), 0));
  await finish(token, deps);
  // The run is over, and has ended well: what is old can wait for the next one.
  const before = clock.now() - RUN_RETENTION_MS;
  await Promise.all([runs.prune(before, PRUNED_AT_ONCE), changes.prune(before, PRUNED_AT_ONCE)]).catch(report);
}

async function finish(token: string, { lock, runQueue }: RunDeps): Promise<void> {
  const { send } = await lock.finish(token);
  if (send !== undefined) await runQueue.send(send, 0);
}

/** Over the rate: again when the slot comes. Anything else: again soon, and after some times the run is given up. */
async function failing(error: unknown, { run, token, deps, report }: Step): Promise<StepOutcome> {
  const { lock, runQueue, clock, runs } = deps;
  const runId = run.id;
  if (error instanceof Throttled) {
    const delay = Math.min(Math.max(error.slot - clock.now(), 0), LONGEST_TURN_MS);
    await lock.end(token, 'well', clock.now() + delay);
    await runQueue.send(runId, delay);
    return { did: 'throttled', runId, until: error.slot };
  }
  if (!(error instanceof Failure) || error.kind === 'bug') report(error);
  const { code, message } = error instanceof Failure ? error : UNEXPECTED;
  if (run.failures + 1 < GIVE_UP_AFTER) {
    await lock.end(token, 'failed');
    await runQueue.send(runId, RETRY_MS);
    return { did: 'retry', runId, code };
  }
  const { cause, startedAt } = run;
  const failure = { code, message };
  await runs.save({ id: runId, cause, startedAt, finishedAt: clock.now(), complete: false, failure });
  await finish(token, deps);
  return { did: 'failed', runId, code };
}

const UNEXPECTED = { code: 'Unexpected', message: 'Something unexpected went wrong; see the log.' } as const;
