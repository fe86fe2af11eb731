/** The inside of a look: observe, decide, and at most one change. What it leaves to be recorded is its result. */
import { Failure, Throttled } from '../errors.ts';
import { type Instant, minutes } from '../time.ts';
import { act, holdBack, type Step } from './act.ts';
import { type Brakes, installEnd, isInstall } from './brakes.ts';
import { decide } from './decide.ts';
import type { Situation } from './decision.ts';
import type { OnboardingSettings } from './evidence.ts';
import { withoutFutureTimes } from './futureTimes.ts';
import { ABSENCE_CONFIRM_MS, absentOnce, departed, isAbsenceConfirmed, withoutExtension } from './history.ts';
import type { InventoryLookup } from './inventoryLookup.ts';
import type { Cause } from './looks.ts';
import { entraSignIn } from './machine.ts';
import { type KinDeps, meetKin } from './meetKin.ts';
import { type Observation, observe } from './observe.ts';
import { triedAgain } from './offboarding.ts';
import { offboarded, offboardingWith } from './offboardingOnRecord.ts';
import { paced } from './pace.ts';
import type { CallOptions, MachineReader, MachineWriter } from './ports.ts';
import { type MachineRecord, note } from './record.ts';
import { inTrouble, type Judged, type Reading, reflect, rejudge, summed } from './reflect.ts';
import type { LookSession } from './session.ts';
import { shorten } from './shorten.ts';
import { takeOverHistory } from './takeOverHistory.ts';

export interface StepDeps extends KinDeps {
  readonly reader: MachineReader;
  readonly writer: MachineWriter;
  readonly inventoryShows: InventoryLookup;
  readonly settings: OnboardingSettings;
  readonly brakes: Brakes;
  /** What every call of this look carries: its name in ARM's logs. */
  readonly trace: Pick<CallOptions, 'correlationId'>;
}

/** Takes the next step for the machine in the session. `forgotten`: its row is gone, there never was such a machine. */
export async function takeStep(session: LookSession, cause: Cause, deps: StepDeps): Promise<Step | 'forgotten'> {
  const { reader, trace, clock } = deps;
  const known = withoutFutureTimes(session.record, clock.now());
  const before = cause === 'person' ? pardoned(known, clock.now()) : known;
  const held = await stillHeld(before, cause, deps);
  if (held !== undefined) return held;
  let seen: Observation;
  try {
    seen = await observe(before, cause, { reader, trace, inventoryShows: deps.inventoryShows });
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    return delayed(before, error.slot);
  }
  return stepFor(seen, before, session, deps);
}

async function stepFor(
  seen: Observation,
  before: MachineRecord,
  session: LookSession,
  deps: StepDeps,
): Promise<Step | 'forgotten'> {
  const { clock, settings } = deps;
  const now = clock.now();
  switch (seen.kind) {
    case 'delayed': {
      const { operationUrl: _ended, ...rest } = before;
      return delayed(withFailure(rest, seen.failure), seen.slot, seen.confirmed);
    }
    case 'unconfirmed':
      return unconfirmed(session, before, seen.slot, now);
    case 'absent':
      return forget(session, before, deps, now);
    case 'running':
    case 'denied':
      return unseen(before, seen, settings.mode, now);
    case 'machine': {
      const known = await takeOverHistory(carried(before, seen), seen.machine, now, deps);
      const step = await onward(session, known, { ...seen, settings, now }, deps);
      return amongKin(step, now, deps);
    }
  }
}

/** The step of a machine that a brake holds and that need not be read: the brake is asked again, and Azure is not. */
async function stillHeld(before: MachineRecord, cause: Cause, deps: StepDeps): Promise<Step | undefined> {
  const { held, absence } = before;
  if (cause !== 'schedule' || held === undefined || absence !== undefined) return undefined;
  if (!(await deps.brakes.stillHolds(held))) return undefined;
  return holdBack({ ...before, waited: before.waited + 1 }, held, deps.settings.mode, deps.clock.now());
}

/** The step with what there is to say of the machine's kin; when that cannot be told, the sweep has it looked at again. */
async function amongKin(step: Step, now: Instant, deps: KinDeps): Promise<Step> {
  const { record, failed } = await metKin(step.record, false, deps);
  if (failed === undefined) return { ...step, record };
  return { record, nextAt: step.nextAt ?? now + paced('offline', 0), did: `${step.did}; kin: ${failed}` };
}

/**
 * The record with its kin. The work on the machine itself is done by now: what fails here costs this report alone, which a
 * later look makes.
 */
async function metKin(
  record: MachineRecord,
  gone: boolean,
  deps: KinDeps,
): Promise<{ readonly record: MachineRecord; readonly failed?: string }> {
  try {
    return { record: await meetKin(record, gone, deps) };
  } catch (error) {
    return { record, failed: error instanceof Failure ? error.code : 'Unexpected' };
  }
}

/** What stays valid of the record when a reading has come: a slot reserved for a write, and how the operation ended. */
function carried(before: MachineRecord, { failure }: Extract<Observation, { kind: 'machine' }>): MachineRecord {
  const { slot, ...rest } = before;
  return withFailure(slot?.call === 'write' ? before : rest, failure);
}

/** Our newest operation ended badly: the removal, once there is one, else the installation. */
function withFailure(record: MachineRecord, failed: MachineRecord['installFailure']): MachineRecord {
  if (failed === undefined) return record;
  const failure = { ...failed, message: shorten(failed.message) };
  return record.offboard?.removalRequestedAt === undefined
    ? { ...record, installFailure: failure }
    : offboardingWith(record, { failure });
}

/** A reading must wait for its slot. */
function delayed(record: MachineRecord, slot: Instant, confirmed?: true): Step {
  const turn = { call: 'read' as const, at: slot, ...(confirmed !== undefined && { confirmed }) };
  return { record: { ...record, slot: turn }, nextAt: slot, did: 'throttled' };
}

/** Resource Graph shows a new machine within minutes; what it does not show for so long is left to the sweep. */
const UNCONFIRMED_MS = minutes(10);

/** Nobody but an event knows the id, and reading it has to wait: the inventory is asked again before the turn comes. */
async function unconfirmed(
  session: LookSession,
  { waited, ...record }: MachineRecord,
  slot: Instant,
  now: Instant,
): Promise<Step | 'forgotten'> {
  if (now - record.firstSeenAt >= UNCONFIRMED_MS && (await session.remove())) return 'forgotten';
  const nextAt = Math.min(slot, now + paced('progress', waited));
  const next = { ...record, waited: waited + 1, slot: { call: 'read' as const, at: slot } };
  return { record: next, nextAt, did: 'unconfirmed' };
}

async function onward(session: LookSession, before: MachineRecord, reading: Reading, deps: StepDeps): Promise<Step> {
  const { now, settings } = reading;
  const judged = reflect(before, reading);
  const end = installEnd(before.attempts, judged.attempts, failureOf(judged));
  if (end !== undefined) await deps.brakes.conclude(judged.id, end);
  const wasReady = before.readyAt !== undefined;
  const waited = judged.reason === before.reason ? before.waited : 0;
  const situation = { mode: settings.mode, wasReady, waited, now, ...leavingOf(judged, reading) };
  const decision = decide(judged.conditions, situation);
  switch (decision.kind) {
    case 'enableIdentity':
    case 'installExtension':
    case 'excludeByTag':
    case 'removeExtension':
      return act(decision, judged, reading, { ...deps, session });
    case 'left':
      return { record: rejudge(offboarded(unheld(judged), now), reading), nextAt: undefined, did: 'offboarded' };
    case 'wait':
      return { record: { ...unheld(judged), waited: waited + 1 }, nextAt: decision.until, did: 'wait' };
    case 'rest':
      return { record: { ...unheld(judged), waited: 0 }, nextAt: undefined, did: 'rest' };
  }
}

function failureOf({ seen, installFailure }: Judged): string | undefined {
  return seen?.extension?.message ?? installFailure?.message;
}

/** What a decision needs to know of a machine that is to leave. */
function leavingOf({ offboard, busyUntil }: Judged, { machine }: Reading): Pick<Situation, 'leaving'> {
  if (offboard === undefined) return {};
  return { leaving: { extension: entraSignIn(machine)?.name, busyUntil } };
}

/** Nothing is due any more that could be held back, or for which a slot should be kept. */
function unheld({ held: _held, slot: _slot, ...record }: MachineRecord): MachineRecord {
  return record;
}

/** The machine itself was not read: its operation still runs, or ARM does not let us. */
function unseen(
  before: MachineRecord,
  seen: Extract<Observation, { kind: 'running' | 'denied' }>,
  mode: OnboardingSettings['mode'],
  now: Instant,
): Step {
  const { slot, ...unslotted } = before;
  if (seen.kind === 'denied') {
    const asked = slot?.call === 'read' ? unslotted : before;
    const record = inTrouble(asked, { reason: 'ReadDenied', code: seen.code, message: seen.message }, mode, now);
    return { record, nextAt: now + paced('permission', 0), did: 'read: denied' };
  }
  // A look that goes well ends every trouble.
  const { trouble: _over, ...rest } = unslotted;
  const record = { ...rest, operationUrl: seen.url, waited: before.waited + 1 };
  const delay = Math.max(seen.retryAfterMs ?? 0, paced('progress', before.waited));
  return { record: summed(record, before.conditions, mode, now), nextAt: now + delay, did: 'poll: running' };
}

/** A person's call clears what would keep us from trying once more. */
function pardoned(record: MachineRecord, now: Instant): MachineRecord {
  const {
    installs: _installs,
    installFailure: _failure,
    busyUntil: _busy,
    removals: _removals,
    offboard,
    ...rest
  } = record.readyAt === undefined ? tidied(record) : record;
  const again = { ...rest, ...(offboard !== undefined && { offboard: triedAgain(offboard) }), waited: 0 };
  return note(again, now, 'LookRequested', 'A person asked for a look.');
}

/** Who removes a failed extension and then calls wants it installed now: that removal needs no grace. */
function tidied(record: MachineRecord): MachineRecord {
  const { removedAt: _removed, ...rest } = withoutExtension(record);
  return rest;
}

/**
 * ARM has no such machine. Once that is sure, what we knew stays on record as Gone; a name that never was one leaves no
 * trace.
 */
async function forget(
  session: LookSession,
  record: MachineRecord,
  deps: StepDeps,
  now: Instant,
): Promise<Step | 'forgotten'> {
  const { brakes, settings } = deps;
  if (record.seen !== undefined && !isAbsenceConfirmed(record, now)) return doubted(record, now);
  if (record.attempts.findLast(isInstall)?.outcome === 'accepted') await brakes.conclude(record.id, 'withdrawn');
  if (record.seen === undefined && (await session.remove())) return 'forgotten';
  const left = await metKin(departed(record, now), true, deps);
  const gone = summed(left.record, 'absent', settings.mode, now);
  if (left.failed === undefined) return { record: gone, nextAt: undefined, did: 'gone' };
  // The sweep does not look after machines that are gone.
  return { record: gone, nextAt: now + paced('permission', 0), did: `gone; kin: ${left.failed}` };
}

/** The first 404: it may be a moment's. */
function doubted(record: MachineRecord, now: Instant): Step {
  const { slot, ...rest } = absentOnce(record, now);
  const asked = slot?.call === 'write' ? { ...rest, slot } : rest;
  return { record: asked, nextAt: (asked.absence?.seenAt ?? now) + ABSENCE_CONFIRM_MS, did: 'absent once' };
}
