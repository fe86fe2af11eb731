/**
 * What the ledger remembers of a machine, and for how long. History belongs to a vmId: it stays over a 404, over a move to
 * another id and over a new registration, and goes only with another vmId. Pure.
 */
import { defined } from '../defined.ts';
import { type Instant, minutes } from '../time.ts';
import { exclusionAtEnd } from './exclusionOnRecord.ts';
import { entraSignIn, type ObservedMachine } from './machine.ts';
import { armId } from './machineId.ts';
import { asRequested } from './offboarding.ts';
import { type MachineRecord, note } from './record.ts';
import { identityOf, isOtherVmId } from './vmIds.ts';

/** A 404 counts as gone when another one, at least this long after it, says so too. */
export const ABSENCE_CONFIRM_MS = minutes(1);

/** Whether this 404 shows that the machine is gone: it was gone before, a delete event came too, or an earlier 404. */
export function isAbsenceConfirmed({ state, absence = {} }: MachineRecord, now: Instant): boolean {
  const { toldAt, seenAt = Number.POSITIVE_INFINITY } = absence;
  return state === 'Gone' || toldAt !== undefined || now - seenAt >= ABSENCE_CONFIRM_MS;
}

/** The record after the first 404: everything else stays as it was until the second. */
export function absentOnce(record: MachineRecord, now: Instant): MachineRecord {
  if (record.absence?.seenAt !== undefined) return record;
  const message = 'Azure Resource Manager answered 404. The machine counts as gone when it does so again in a minute.';
  return note({ ...record, absence: { ...record.absence, seenAt: now } }, now, 'NotFound', message);
}

/** The record after an event that says the machine was deleted. An event proves nothing: a 404 has to follow. */
export function deletionTold(record: MachineRecord, now: Instant): MachineRecord {
  return record.state === 'Gone' ? record : { ...record, absence: { ...record.absence, toldAt: now } };
}

/** The record of a machine that is gone: its history, and none of its present state. */
export function departed(record: MachineRecord, now: Instant): MachineRecord {
  const { offboard, readyAt, ...rest } = withoutRegistration(record);
  const order = offboard === undefined ? record.unmetOrder : asRequested(offboard);
  return defined({
    ...rest,
    // An extension that went together with its machine was not removed by anybody: there is no drift to remember.
    readyAt: record.removedAt === undefined ? undefined : readyAt,
    exclusion: record.exclusion ?? exclusionAtEnd(record, now),
    unmetOrder: order,
  });
}

/** What is known of a machine before its reading is judged: whether it is the same one, under the same registration. */
export function recognised(before: MachineRecord, machine: ObservedMachine, now: Instant): MachineRecord {
  const { absence: _there, movedTo: _back, ...record } = before;
  if (isOtherVmId(record.seen?.vmId, machine.vmId)) return anotherMachine(record, now);
  if (record.state === 'Gone') return backAgain(returned(record, machine), now);
  return hasOtherIdentity(record, machine) ? registeredAgain(record, now) : record;
}

/** A machine whose vmId another id has, or had, more lately than this one: the history of that vmId goes on here. */
export function inherited(record: MachineRecord, from: MachineRecord, now: Instant): MachineRecord {
  const { rest } = apart(record);
  const { history } = apart(departed(from, now));
  const { readyAt, takenAt } = history;
  const taken = defined({
    ...history,
    // Its time to ready was counted at its other id.
    takenAt: readyAt === undefined ? undefined : (takenAt ?? from.firstSeenAt),
  });
  const message = `The history of this vmId is taken over from ${armId(from.id)}.`;
  const known = { ...rest, ...taken };
  return Object.keys(taken).length === 0 ? known : note(known, now, 'HistoryTakenOver', message);
}

/** The part of a record that is of its vmId, whatever id that has, and the rest. */
function apart({
  exclusion,
  readyAt,
  removedAt,
  removals,
  installs,
  installFailure,
  identityRequestedAt,
  installRequestedAt,
  busyUntil,
  offboardedAt,
  takenAt,
  ...rest
}: MachineRecord) {
  const made = { readyAt, removedAt, removals, installs, installFailure, identityRequestedAt, installRequestedAt };
  return { history: defined({ ...made, exclusion, busyUntil, offboardedAt, takenAt }), rest };
}

/** Another vmId is another machine under an old name: nothing that was done for the old one counts. */
export function anotherMachine(record: MachineRecord, now: Instant): MachineRecord {
  const { offboard } = record;
  // The name was to leave, whoever bears it: an order must not get lost in a reinstallation that nobody had noticed.
  const leaving = offboard === undefined ? {} : { offboard: asRequested(offboard) };
  const unseen = { state: 'Discovered', reason: 'NotLookedAt' } as const;
  const anew = { ...withoutHistory(record), ...unseen, ...leaving, firstSeenAt: now };
  return note(anew, now, 'RegisteredAnew', 'Another machine registered under this name (new vmId).');
}

/** The order of a machine that was gone stands when that very machine is back, and not for one that does not tell. */
function returned({ unmetOrder, ...record }: MachineRecord, machine: ObservedMachine): MachineRecord {
  const vmId = identityOf(machine.vmId);
  const isBack = vmId !== undefined && vmId === identityOf(record.seen?.vmId);
  return isBack && unmetOrder !== undefined ? { offboard: unmetOrder, ...record } : record;
}

/**
 * A registration makes a new system-assigned identity: another one under the same vmId shows a registration whose 404
 * nobody saw.
 */
function hasOtherIdentity({ seen }: MachineRecord, { identity }: ObservedMachine): boolean {
  const principalId = identity.kind === 'systemAssigned' ? identity.principalId : undefined;
  if (principalId === undefined || seen?.principalId === undefined) return false;
  return principalId.toLowerCase() !== seen.principalId.toLowerCase();
}

function registeredAgain(record: MachineRecord, now: Instant): MachineRecord {
  const { unmetOrder: offboard, ...gone } = departed(record, now);
  return backAgain(offboard === undefined ? gone : { ...gone, offboard }, now);
}

/** Tags and domain joins arrive after a registration, also after the second one. */
function backAgain(record: MachineRecord, now: Instant): MachineRecord {
  const back = {
    ...withoutExtension(record),
    registeredAt: now,
    ...(record.readyAt === undefined && { takenAt: now }),
  };
  return note(back, now, 'RegisteredAgain', 'The machine registered again, with the same vmId.');
}

/** The record that no longer says that an extension was there: nobody removed it. */
export function withoutExtension({ seen, ...record }: MachineRecord): MachineRecord {
  if (seen === undefined) return record;
  const { extension: _forgotten, ...rest } = seen;
  return { ...record, seen: rest };
}

/** Notes when an extension is seen gone that somebody removed, and when it is back. Of a machine that leaves, it should go. */
export function drifted(record: MachineRecord, machine: ObservedMachine, now: Instant): MachineRecord {
  const { removedAt, ...rest } = record;
  if (entraSignIn(machine) !== undefined || record.offboard !== undefined) return rest;
  // It may be among what cannot be read.
  if (machine.unreadable?.includes('resources') === true) return record;
  if (removedAt !== undefined || !hadExtension(record)) return record;
  return { ...record, removedAt: now, removals: (record.removals ?? 0) + 1 };
}

/** It was ready; or an extension was seen whose installation was over, well or badly. */
function hadExtension({ readyAt, seen, installRequestedAt }: MachineRecord): boolean {
  return readyAt !== undefined || (seen?.extension !== undefined && installRequestedAt === undefined);
}

/** The record without everything that was done and seen for a machine that is no more. */
function withoutHistory(record: MachineRecord): MachineRecord {
  const {
    readyAt: _ready,
    registeredAt: _registered,
    exclusion: _exclusion,
    identityRequestedAt: _identity,
    installRequestedAt: _install,
    installs: _installs,
    installFailure: _failure,
    busyUntil: _busy,
    removedAt: _removedAt,
    removals: _removals,
    offboard: _offboard,
    offboardedAt: _offboardedAt,
    takenAt: _taken,
    unmetOrder: _unmet,
    movedFrom: _from,
    seen,
    ...rest
  } = withoutRegistration(record);
  return { ...rest, ...(seen !== undefined && { seen: { location: seen.location, os: seen.os } }) };
}

/** The record without what one reading says, and what is under way: all that goes with a resource in Azure. */
function withoutRegistration(record: MachineRecord): MachineRecord {
  const {
    absence: _absence,
    conditions: _conditions,
    trouble: _trouble,
    inProgressSince: _progress,
    operationUrl: _operation,
    busySince: _busySince,
    slot: _slot,
    held: _held,
    dueAt: _due,
    ...rest
  } = record;
  return { ...rest, waited: 0 };
}
