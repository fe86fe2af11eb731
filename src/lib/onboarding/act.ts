/**
 * The one change that a look may make. It is on record before it is made, so that a process that dies in between leaves a
 * mark, and nothing is asked for twice.
 */
import { Throttled } from '../errors.ts';
import { type Instant, minutes } from '../time.ts';
import type { Brakes } from './brakes.ts';
import type { Decision } from './decision.ts';
import type { OnboardingSettings } from './evidence.ts';
import { offboardingWith } from './offboardingOnRecord.ts';
import { paced } from './pace.ts';
import type { CallOptions, MachineWriter, WriteResult } from './ports.ts';
import type { HeldReason } from './reasons.ts';
import { type Attempt, attempted, attempting, type MachineRecord } from './record.ts';
import { inTrouble, type Judged, type Reading, rejudge, summed } from './reflect.ts';
import type { LookSession } from './session.ts';
import { shorten } from './shorten.ts';

/** Longer than the pauses between two tries. */
const STILL_BUSY_MS = minutes(30);

/** What the look leaves behind: its record, and when to look again (undefined: not by us). */
export interface Step {
  readonly record: MachineRecord;
  readonly nextAt: Instant | undefined;
  readonly did: string;
}

export interface ActDeps {
  readonly session: LookSession;
  readonly writer: MachineWriter;
  readonly brakes: Brakes;
  readonly trace: CallOptions;
}

/** A decision that changes something in Azure. */
export type Change = Extract<Decision, { readonly kind: Attempt['what'] }>;

/** Makes the change, unless a brake holds it. Throws what is transient; everything that ARM can answer is a step. */
export async function act(
  change: Change,
  judged: Judged,
  reading: Reading,
  { session, writer, brakes, trace }: ActDeps,
): Promise<Step> {
  const { now, settings } = reading;
  const what = change.kind;
  const holding = await brakes.hold(what, judged.id);
  if (holding !== undefined) return holdBack(judged, holding, settings.mode, now);
  const { slot, held: _released, ...record } = judged;
  const asked = requested(attempting(record, now, what), what, now);
  const saved = await session.save(asked);
  if (isOverruled(judged, saved)) {
    // A person has decided something else since the machine was read: the look that they have asked for comes at once.
    await withdraw(what, record.id, brakes);
    return { record, nextAt: now, did: 'overtaken' };
  }
  const options = slot?.call === 'write' ? { ...trace, slot: slot.at } : trace;
  try {
    const result = await write(change, reading, writer, options);
    if (result.kind !== 'accepted') await withdraw(what, record.id, brakes);
    return { ...conclude(what, result, { asked, before: record, reading }), did: `${what}: ${result.kind}` };
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    await withdraw(what, record.id, brakes);
    // The call was not made, so it leaves no attempt; its slot is kept for it.
    return { record: { ...record, slot: { call: 'write', at: error.slot } }, nextAt: error.slot, did: 'throttled' };
  }
}

/** Whether somebody wants the machine to leave, or excluded it, who did not when it was judged. */
function isOverruled(judged: Judged, { offboard, exclusion }: MachineRecord): boolean {
  const isNew = exclusion !== undefined && exclusion.at !== judged.exclusion?.at;
  return isNew || (offboard !== undefined && judged.offboard === undefined);
}

/**
 * The change is due and must wait: the look ends with the reason, and asks again soon whether it may go on. How often it has
 * asked already is for the caller to count: a look that an event has asked for in between does not.
 */
export function holdBack(
  record: MachineRecord,
  held: HeldReason,
  mode: OnboardingSettings['mode'],
  now: Instant,
): Step {
  const waited = record.held === held ? record.waited : 0;
  const holding = { ...record, held, waited };
  return {
    record: summed(holding, record.conditions, mode, now),
    nextAt: now + paced(held === 'RolloutFull' ? 'turn' : 'held', waited),
    did: `held: ${held}`,
  };
}

/** An installation that ARM did not take on leaves its place to the next. */
async function withdraw(what: Attempt['what'], id: MachineRecord['id'], brakes: Brakes): Promise<void> {
  if (what === 'installExtension') await brakes.conclude(id, 'withdrawn');
}

function write(
  change: Change,
  { machine, settings }: Reading,
  writer: MachineWriter,
  options: CallOptions,
): Promise<WriteResult> {
  switch (change.kind) {
    case 'enableIdentity':
      return writer.enableIdentity(machine.id, options);
    case 'installExtension':
      return writer.installExtension(machine.id, machine.location, options);
    case 'excludeByTag':
      return writer.excludeByTag(machine.id, settings.excludeTag, options);
    case 'removeExtension':
      return writer.removeExtension(machine.id, change.extension, options);
  }
}

function requested(record: MachineRecord, what: Attempt['what'], now: Instant): MachineRecord {
  switch (what) {
    case 'enableIdentity':
      return { ...record, identityRequestedAt: now };
    case 'installExtension':
      return { ...record, installRequestedAt: now };
    case 'excludeByTag':
      return offboardingWith(record, { tagRequestedAt: now });
    case 'removeExtension': {
      // The extension was seen, so that its installation is over: once it is gone, none is on its way.
      const { installRequestedAt: _over, ...rest } = record;
      return offboardingWith(rest, { removalRequestedAt: now });
    }
  }
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
        ...attempted(withdrawn(written), 'busy', what === 'excludeByTag' ? '409' : 'HCRP409'),
        busyUntil,
        busySince: busySinceOf(written.before, reading.now),
        waited: waited + 1,
      };
      return { record: rejudge(record, reading), nextAt: busyUntil };
    }
    case 'absent':
      // Whether it was the extension or the whole machine that went, the next reading shows.
      if (what === 'removeExtension') return accepted(what, { kind: 'accepted' }, written);
      return { record: attempted(withdrawn(written), 'refused', '404'), nextAt: reading.now + paced('busy', 0) };
    case 'denied':
    case 'refused':
      return rejected(result, written);
  }
}

/** Since when others keep us waiting; a refusal long after the one before begins anew. */
function busySinceOf({ busyUntil, busySince }: MachineRecord, now: Instant): Instant {
  const goesOn = busyUntil !== undefined && now - busyUntil < STILL_BUSY_MS;
  return goesOn ? (busySince ?? now) : now;
}

function accepted(
  what: Attempt['what'],
  result: Extract<WriteResult, { kind: 'accepted' }>,
  { asked, reading }: Written,
): Pick<Step, 'record' | 'nextAt'> {
  const { operationUrl, retryAfterMs } = result;
  const record = {
    ...takenOn(attempted(asked, 'accepted'), what),
    ...(operationUrl !== undefined && { operationUrl }),
    waited: 0,
  };
  // Identity and tag are there with the answer; the extension takes minutes.
  const isThere = what === 'enableIdentity' || what === 'excludeByTag';
  const delay = isThere ? 0 : (retryAfterMs ?? paced('progress', 0));
  return { record: rejudge(record, reading), nextAt: reading.now + delay };
}

/** Counts what may come to nothing although ARM has taken it on. */
function takenOn(record: MachineRecord, what: Attempt['what']): MachineRecord {
  if (what === 'installExtension') return { ...record, installs: (record.installs ?? 0) + 1 };
  return what === 'removeExtension'
    ? offboardingWith(record, { removals: (record.offboard?.removals ?? 0) + 1 })
    : record;
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
    nextAt: result.kind === 'denied' ? now + paced('permission', 0) : undefined,
  };
}

/** The record with its attempt, but with the history from before: nothing was taken on. */
function withdrawn({ asked, before }: Written): MachineRecord {
  return { ...before, attempts: asked.attempts };
}
