/** What a reading of ARM does to the record of a machine. Pure. */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import type { Conditions } from './condition.ts';
import { judge } from './conditions.ts';
import { isReady, isUnreadable } from './decide.ts';
import type { OnboardingSettings } from './evidence.ts';
import { readInstallFailure } from './installFailure.ts';
import { type Extension, entraSignIn, isEnded, isFailed, type ObservedMachine } from './machine.ts';
import { asRequested } from './offboarding.ts';
import { type MachineRecord, note, type Seen, withSummary } from './record.ts';
import { settleAttempts } from './settleAttempts.ts';
import { shorten } from './shorten.ts';
import { type Standing, summarise, type Trouble } from './state.ts';
import { isTaken } from './timeToReady.ts';
import { isOfClones, warningsOf } from './warnings.ts';

/** What a reading is judged with. */
export interface Reading {
  readonly machine: ObservedMachine;
  readonly tenantId?: string;
  readonly offered?: boolean;
  readonly settings: OnboardingSettings;
  readonly now: Instant;
}

/** A record whose conditions have been judged. */
export type Judged = MachineRecord & { readonly conditions: Conditions };

/** Takes a reading into the record: what was seen, the conditions, the state, and how our last attempt went. */
export function reflect(before: MachineRecord, reading: Reading): Judged {
  const { machine, now } = reading;
  const {
    trouble: _over,
    movedTo: _back,
    warnings: told = [],
    ...record
  } = drifted(sameRegistration(returned(before, machine), machine, now), machine, now);
  // Of the machine's kin this reading says nothing.
  const warnings = [...warningsOf(machine, reading.settings), ...told.filter(isOfClones)];
  const seen = { ...record, seen: seenOf(machine, record.seen), ...(warnings.length > 0 && { warnings }) };
  const judged = rejudge(seen, reading);
  return settled(judged, machine);
}

/** Judges the record's conditions and state again, after its history has changed. */
export function rejudge(record: MachineRecord, reading: Reading): Judged {
  const { machine, tenantId, offered, settings, now } = reading;
  const evidence = defined({ machine, history: record, settings, now, tenantId, offered });
  const conditions = judge(evidence, record.conditions);
  const progressing = [conditions.IdentityEnabled, conditions.ExtensionInstalled].some(
    ({ status, reason }) => status === 'Unknown' && !isUnreadable(reason),
  );
  const ready = isReady(conditions, record.readyAt !== undefined);
  const { inProgressSince, operationUrl, ...rest } = record;
  const next = {
    ...rest,
    conditions,
    ...(isTaken(record, conditions) && { takenAt: now }),
    ...(ready && { readyAt: record.readyAt ?? now }),
    ...(progressing && { inProgressSince: inProgressSince ?? now }),
    ...(progressing && operationUrl !== undefined && { operationUrl }),
  };
  return { ...summed(next, conditions, settings.mode, now), conditions };
}

/** Derives the state anew; used where the conditions stand and something else has changed. */
export function summed(
  record: MachineRecord,
  conditions: Conditions | 'absent' | undefined,
  mode: OnboardingSettings['mode'],
  now: Instant,
): MachineRecord {
  return withSummary(record, summarise(conditions, standingOf(record, mode, now)), now);
}

/** What the state of this record depends on besides the conditions. */
export function standingOf(
  record: Pick<MachineRecord, 'trouble' | 'inProgressSince' | 'readyAt' | 'held' | 'offboard' | 'movedTo'>,
  mode: Standing['mode'],
  now: Instant,
): Standing {
  const { trouble, inProgressSince, readyAt, held, offboard, movedTo } = record;
  const wasReady = readyAt !== undefined;
  return defined({ mode, wasReady, leaving: offboard !== undefined, now, trouble, inProgressSince, held, movedTo });
}

/** Puts down what keeps us from doing our part. */
export function inTrouble(
  record: MachineRecord,
  trouble: Omit<Trouble, 'at'>,
  mode: OnboardingSettings['mode'],
  now: Instant,
): MachineRecord {
  const troubled = { ...record, trouble: { ...trouble, message: shorten(trouble.message), at: now } };
  return summed(troubled, record.conditions, mode, now);
}

/** The order of a machine that was gone stands when that very machine is back, and not for another under its name. */
function returned({ unmetOrder, ...record }: MachineRecord, machine: ObservedMachine): MachineRecord {
  const isBack = machine.vmId !== undefined && machine.vmId === record.seen?.vmId;
  return isBack && unmetOrder !== undefined ? { offboard: unmetOrder, ...record } : record;
}

/** A new vmId is a new machine under an old name: nothing that was done for the old one counts. */
function sameRegistration(record: MachineRecord, machine: ObservedMachine, now: Instant): MachineRecord {
  const before = record.seen?.vmId;
  if (before === undefined || machine.vmId === undefined || before === machine.vmId) return record;
  const { offboard } = record;
  // The name was to leave, whoever bears it: an order must not get lost in a reinstallation that nobody had noticed.
  const leaving = offboard === undefined ? {} : { offboard: asRequested(offboard) };
  const anew = { ...withoutHistory(record), ...leaving, firstSeenAt: now };
  return note(anew, now, 'RegisteredAnew', 'Another machine registered under this name (new vmId).');
}

/** Notes when the extension of a machine that was ready is seen gone, and when it is back. Of one that leaves, it should go. */
function drifted(record: MachineRecord, machine: ObservedMachine, now: Instant): MachineRecord {
  const { removedAt, ...rest } = record;
  if (entraSignIn(machine) !== undefined || record.offboard !== undefined) return rest;
  // It may be among what cannot be read.
  if (machine.unreadable?.includes('resources') === true) return record;
  if (record.readyAt === undefined || removedAt !== undefined) return record;
  return { ...record, removedAt: now, removals: (record.removals ?? 0) + 1 };
}

/** The record without what was done and seen for a machine that is no more. */
export function withoutHistory(record: MachineRecord): MachineRecord {
  const {
    readyAt: _ready,
    identityRequestedAt: _identity,
    installRequestedAt: _install,
    installs: _installs,
    installFailure: _failure,
    busyUntil: _busy,
    busySince: _busySince,
    inProgressSince: _progress,
    operationUrl: _operation,
    conditions: _conditions,
    trouble: _trouble,
    slot: _slot,
    held: _held,
    removedAt: _removedAt,
    removals: _removals,
    dueAt: _due,
    movedFrom: _from,
    offboard: _offboard,
    offboardedAt: _offboardedAt,
    takenAt: _taken,
    unmetOrder: _unmet,
    ...rest
  } = record;
  return { ...rest, waited: 0 };
}

/** How our attempts went, by what the machine shows now. */
function settled(record: Judged, machine: ObservedMachine): Judged {
  const extension = entraSignIn(machine);
  const known = extension === undefined ? record : served(record, extension);
  return { ...known, attempts: settleAttempts(record, extension) };
}

/** Once the extension is there, earlier requests have served their purpose, and it alone says how it goes. */
function served(record: Judged, { provisioningState }: Extension): Judged {
  const { installs: _installs, installFailure: _failure, ...seen } = record;
  // When it is gone again, somebody has removed it, and ours is not still on its way. But whoever removes it before the
  // machine has ever been ready, each time it is begun, should not be raced.
  if (!isEnded(provisioningState) && record.readyAt === undefined) return seen;
  const { installRequestedAt: _requested, ...rest } = seen;
  return rest;
}

/** A reading without a vmId says nothing about it; the one before stays, to be compared with the next. */
function seenOf(machine: ObservedMachine, before: Seen | undefined): Seen {
  const extension = entraSignIn(machine);
  const { location, os, vmId = before?.vmId } = machine;
  return defined({ location, os, vmId, extension: extension && seenExtension(extension) });
}

function seenExtension(extension: Extension): NonNullable<Seen['extension']> {
  const { name, version, provisioningState, message } = extension;
  const failure = isFailed(provisioningState) ? readInstallFailure(extension) : undefined;
  const code = failure?.exitCode ?? failure?.terminalErrorCode;
  return defined({ name, provisioningState, version, code, message: message && shorten(message) });
}
