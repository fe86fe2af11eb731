/**
 * One look at one machine: claim its row, take one step, record it, and say when to look again. Nothing waits inside. It
 * may be killed between any two lines: its message comes back, and Azure is read again.
 */
import { defined } from '../defined.ts';
import { Failure } from '../errors.ts';
import type { Step } from './act.ts';
import { type Begun, begin, type Cause, end, release } from './looks.ts';
import { type LookCall, messageFor } from './message.ts';
import { LONGEST_ON_QUEUE_MS } from './pace.ts';
import { changeRow } from './row.ts';
import { isLookLost, LookSession } from './session.ts';
import { type StepDeps, takeStep } from './step.ts';

export type LookDeps = StepDeps;

/** How a look ended, for the log. */
export interface LookOutcome {
  readonly kind: 'looked' | 'busy' | 'superseded' | 'resent' | 'forgotten';
  readonly did?: string;
  readonly state?: string;
  readonly reason?: string;
}

/** Looks at the machine that a message names. Throws what another try may mend; the message then comes back. */
export async function look(call: LookCall, deps: LookDeps): Promise<LookOutcome> {
  const started = await start(call, deps);
  if (!('session' in started)) return started;
  const { session, cause } = started;
  try {
    const step = await takeStep(session, cause, deps);
    return step === 'forgotten' ? { kind: 'forgotten' } : await finish(session, step, deps);
  } catch (error) {
    if (isLookLost(error)) return { kind: 'superseded' };
    await letGo(session, error, deps);
    throw error;
  }
}

async function start(
  { id, token, redelivered }: LookCall,
  deps: LookDeps,
): Promise<{ readonly session: LookSession; readonly cause: Cause } | LookOutcome> {
  const { ledger, queue, clock } = deps;
  const { answer: begun, saved } = await changeRow<Begun>(id, deps, (record, now) => {
    const answer = begin(record.looks, token, redelivered, now);
    return answer.kind === 'go' ? { save: { ...record, looks: answer.looks }, answer } : { answer };
  });
  switch (begun.kind) {
    case 'superseded':
      return { kind: 'superseded' };
    case 'busy':
      await queue.send(messageFor(id, token, true), Math.max(0, begun.until - clock.now()));
      return { kind: 'busy' };
    case 'resend':
      await queue.send(messageFor(id, begun.next.token), Math.max(0, begun.next.at - clock.now()));
      return { kind: 'resent' };
    case 'go':
      if (saved === undefined) throw new Failure('bug', 'NotClaimed', 'A look began without claiming its row.');
      return { session: new LookSession(ledger, token, saved), cause: begun.cause };
  }
}

async function finish(session: LookSession, step: Step, { queue, clock, newToken }: LookDeps): Promise<LookOutcome> {
  const now = clock.now();
  const token = newToken();
  const { lastError: _mended, dueAt: _due, ...record } = step.record;
  // What is far off is left to the sweep: messages do not lie on the queue for hours, unless a slot is reserved for them.
  const far = step.nextAt !== undefined && step.nextAt - now > LONGEST_ON_QUEUE_MS && record.slot === undefined;
  const [dueAt, nextAt] = far ? [step.nextAt, undefined] : [undefined, step.nextAt];
  const saved = await session.save(defined({ ...record, dueAt }), (merged) => ({
    ...merged,
    looks: end(merged.looks, nextAt, token, now),
  }));
  const { next } = saved.looks;
  if (next !== undefined) await queue.send(messageFor(saved.id, next.token), Math.max(0, next.at - now));
  return { kind: 'looked', did: step.did, state: saved.state, reason: saved.reason };
}

/** Lets the row go so that the message, when it comes back, can begin anew, and leaves word of what went wrong. */
async function letGo(session: LookSession, error: unknown, { clock }: LookDeps): Promise<void> {
  const now = clock.now();
  const { code, message } =
    error instanceof Failure
      ? error
      : { code: 'Unexpected', message: 'An unexpected error; the log of this app has it.' };
  try {
    await session.save({ ...session.record, lastError: { code, message, at: now } }, (record) => ({
      ...record,
      looks: release(record.looks, now),
    }));
  } catch {
    // The failure that brought us here is thrown on; the mark on the row runs out by itself after LOOK_MS.
  }
}
