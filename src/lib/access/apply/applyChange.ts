/**
 * One change, as the queue names it: found in the newest plan, proven anew, paid for from its budgets, written, recorded.
 * Whatever breaks off is begun anew by the same message, and comes to the same; nothing here depends on what lies on the
 * queue but the name of the grant.
 */
import { defined } from '../../defined.ts';
import { Failure, Throttled } from '../../errors.ts';
import { CLOCK_SKEW_MS, type Instant, minutes, seconds } from '../../time.ts';
import { assignmentName, type Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { attempt } from './attempt.ts';
import { type ChangeRecord, isEnded } from './changeRecord.ts';
import type { PlannedChange } from './newestPlan.ts';

export type ApplyOutcome =
  /** The newest plan does not name it, or it has ended already. */
  | { readonly did: 'nothing'; readonly why: 'NotPlanned' | 'Ended' }
  | { readonly did: 'waits'; readonly code: string; readonly until: Instant }
  | { readonly did: 'done' | 'held' | 'failed'; readonly code: string; readonly runId: string };

/** So often it is tried before the next run has to. */
const TRIES = 4;
const FIRST_DELAY_MS = seconds(15);
/** A slot further away than this is asked for again meanwhile. */
const LONGEST_DELAY_MS = minutes(5);

/** Takes what nobody expected, for the log. */
export type ReportUnexpected = (error: unknown) => void;

/** Applies it, or says why not. Throws only what keeps the outcome from being recorded. */
export async function applyChange(grant: Grant, deps: ApplyDeps, report: ReportUnexpected): Promise<ApplyOutcome> {
  const planned = await deps.newestPlan.find(grant);
  if (planned === undefined) return { did: 'nothing', why: 'NotPlanned' };
  const begun = await recordOf(planned, deps);
  if (isEnded(begun)) return { did: 'nothing', why: 'Ended' };
  const waitMs = (begun.notBefore ?? 0) - deps.clock.now();
  // A longer wait was put down by a clock that runs ahead.
  if (begun.notBefore !== undefined && waitMs > 0 && waitMs <= LONGEST_DELAY_MS + CLOCK_SKEW_MS) {
    return waits(begun, begun.notBefore, deps);
  }
  try {
    return await concluded(await attempt(planned, begun, deps), deps);
  } catch (error) {
    return await failing(error, begun, deps, report);
  }
}

/** What is known of it in this run; new when nothing is. */
async function recordOf({ plan, change }: PlannedChange, deps: ApplyDeps): Promise<ChangeRecord> {
  const { installationId } = await deps.installation();
  const id = changeId(installationId, change);
  const found = await deps.changes.read(plan.runId, id);
  return found ?? newRecord(plan.runId, id, change, deps.clock.now());
}

/** The same grant always has the same: a message that comes twice finds what the first has done. */
function changeId(installationId: string, grant: Grant): string {
  return assignmentName(installationId, grant).replaceAll('-', '');
}

/** Without the people of a group: there may be more of them than a row can hold. */
function newRecord(runId: string, id: string, { people: _people, ...change }: Change, at: Instant): ChangeRecord {
  return { ...change, runId, id, status: 'waiting', at, code: 'Begun', message: '', evidence: [], tries: 0 };
}

async function concluded(record: ChangeRecord, deps: ApplyDeps): Promise<ApplyOutcome> {
  const { status, code, runId } = record;
  if (status === 'waiting' || status === 'writing') return later(record, deps);
  // Two messages at the same moment: whoever found nothing left to remove was second.
  if (code === 'WasAbsent' && (await hasEnded(record, deps))) return { did: 'nothing', why: 'Ended' };
  await deps.changes.save(record);
  return { did: status, code, runId };
}

async function hasEnded({ runId, id }: ChangeRecord, { changes }: ApplyDeps): Promise<boolean> {
  const found = await changes.read(runId, id);
  return found !== undefined && isEnded(found);
}

/** Over the rate: again when the slot comes. Transient: again soon. Anything else has failed, until a person acts. */
async function failing(
  error: unknown,
  record: ChangeRecord,
  deps: ApplyDeps,
  report: ReportUnexpected,
): Promise<ApplyOutcome> {
  const at = deps.clock.now();
  if (error instanceof Throttled) {
    const notBefore = at + Math.min(Math.max(error.slot - at, 0), LONGEST_DELAY_MS);
    const waiting = { ...record, at, status: 'waiting', code: 'Throttled', message: error.message } as const;
    await deps.changes.save({ ...waiting, notBefore, slot: error.slot });
    return waits(waiting, notBefore, deps);
  }
  if (!(error instanceof Failure) || error.kind === 'bug') report(error);
  if (error instanceof Failure && error.kind !== 'transient' && error.kind !== 'bug') {
    const { code, message } = error;
    return concluded({ ...record, at, status: 'failed', code, message }, deps);
  }
  const code = error instanceof Failure ? error.code : 'Unexpected';
  return later({ ...record, at, status: 'waiting', code, message: 'It could not be tried.' }, deps);
}

/** Tries it again after a while, and gives it up after some times; the next run begins anew. */
async function later(record: ChangeRecord, deps: ApplyDeps): Promise<ApplyOutcome> {
  const tries = record.tries + 1;
  if (tries >= TRIES) {
    const given = defined({ ...record, status: 'failed' as const, tries, notBefore: undefined, slot: undefined });
    await deps.changes.save(given);
    return { did: 'failed', code: record.code, runId: record.runId };
  }
  const notBefore = deps.clock.now() + FIRST_DELAY_MS * 2 ** record.tries;
  await deps.changes.save({ ...record, tries, notBefore });
  return waits(record, notBefore, deps);
}

async function waits(
  { code, scope, role, principalId }: Pick<ChangeRecord, 'code' | keyof Grant>,
  until: Instant,
  { changeQueue, clock }: ApplyDeps,
): Promise<ApplyOutcome> {
  await changeQueue.send({ scope, role, principalId }, Math.max(until - clock.now(), 0));
  return { did: 'waits', code, until };
}
