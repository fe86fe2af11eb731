/**
 * The one change that a look may make. It is on record before it is made, so that a process that dies in between leaves a
 * mark, and nothing is asked for twice.
 */
import { Throttled } from '../errors.ts';
import type { Instant } from '../time.ts';
import { paced } from './pace.ts';
import type { CallOptions, MachineWriter, WriteResult } from './ports.ts';
import { type Attempt, attempted, attempting, type MachineRecord } from './record.ts';
import { inTrouble, type Judged, type Reading, rejudge } from './reflect.ts';
import type { LookSession } from './session.ts';
import { shorten } from './shorten.ts';

/** What the look leaves behind: its record, and when to look again (undefined: not by us). */
export interface Step {
  readonly record: MachineRecord;
  readonly nextAt: Instant | undefined;
  readonly did: string;
}

/** Makes the change. Throws what is transient; everything that ARM can answer is a step. */
export async function act(
  what: Attempt['what'],
  judged: Judged,
  reading: Reading,
  {
    session,
    writer,
    trace,
  }: { readonly session: LookSession; readonly writer: MachineWriter; readonly trace: CallOptions },
): Promise<Step> {
  const { now } = reading;
  const { slot, ...record } = judged;
  const asked = requested(attempting(record, now, what), what, now);
  await session.save(asked);
  const options = slot?.call === 'write' ? { ...trace, slot: slot.at } : trace;
  try {
    const result =
      what === 'enableIdentity'
        ? await writer.enableIdentity(record.id, options)
        : await writer.installExtension(record.id, reading.machine.location, options);
    return { ...conclude(what, result, { asked, before: record, reading }), did: `${what}: ${result.kind}` };
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    // The call was not made, so it leaves no attempt; its slot is kept for it.
    return { record: { ...record, slot: { call: 'write', at: error.slot } }, nextAt: error.slot, did: 'throttled' };
  }
}

function requested(record: MachineRecord, what: Attempt['what'], now: Instant): MachineRecord {
  return what === 'enableIdentity' ? { ...record, identityRequestedAt: now } : { ...record, installRequestedAt: now };
}

interface Written {
  /** The record that says the change was asked for. */
  readonly asked: MachineRecord;
  /** The record from before, whose history stands when the change was not taken on. */
  readonly before: MachineRecord;
  readonly reading: Reading;
}

function conclude(what: Attempt['what'], result: WriteResult, written: Written): Pick<Step, 'record' | 'nextAt'> {
  const { reading } = written;
  switch (result.kind) {
    case 'accepted':
      return accepted(what, result, written);
    case 'busy': {
      const { attempts, waited: before } = written.before;
      const waited = attempts.at(-1)?.outcome === 'busy' ? before : 0;
      const busyUntil = reading.now + paced('busy', waited);
      const record = {
        ...attempted(withdrawn(written), 'busy', 'HCRP409'),
        busyUntil,
        waited: waited + 1,
      };
      return { record: rejudge(record, reading), nextAt: busyUntil };
    }
    case 'absent':
      return { record: attempted(withdrawn(written), 'refused', '404'), nextAt: reading.now + paced('busy', 0) };
    case 'denied':
    case 'refused':
      return rejected(result, written);
  }
}

function accepted(
  what: Attempt['what'],
  result: Extract<WriteResult, { kind: 'accepted' }>,
  { asked, reading }: Written,
): Pick<Step, 'record' | 'nextAt'> {
  const { operationUrl, retryAfterMs } = result;
  const record = {
    ...attempted(asked, 'accepted'),
    ...(what === 'installExtension' && { installs: (asked.installs ?? 0) + 1 }),
    ...(operationUrl !== undefined && { operationUrl }),
    waited: 0,
  };
  // The identity is there with the answer; the extension takes minutes.
  const delay = what === 'enableIdentity' ? 0 : (retryAfterMs ?? paced('progress', 0));
  return { record: rejudge(record, reading), nextAt: reading.now + delay };
}

/** A person has to change a permission, which makes no event, or the request, which does not mend itself. */
function rejected(
  result: Extract<WriteResult, { kind: 'denied' | 'refused' }>,
  written: Written,
): Pick<Step, 'record' | 'nextAt'> {
  const { settings, now } = written.reading;
  const reason = result.kind === 'denied' ? 'WriteDenied' : 'WriteRefused';
  const record = attempted(withdrawn(written), 'refused', result.code);
  const trouble = { reason, code: result.code, message: shorten(result.message) } as const;
  return {
    record: inTrouble(record, trouble, settings.mode, now),
    nextAt: result.kind === 'denied' ? now + paced('offline', 0) : undefined,
  };
}

/** The record with its attempt, but with the history from before: nothing was taken on. */
function withdrawn({ asked, before }: Written): MachineRecord {
  return { ...before, attempts: asked.attempts };
}
