/**
 * What the ledger holds of a machine: what was seen last, what we did, how it went. History and a cache, never the truth:
 * every look reads Azure again, and a lost record is written anew by the next look.
 */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import type { Conditions } from './condition.ts';
import type { History } from './evidence.ts';
import type { Looks } from './looks.ts';
import type { OperatingSystem } from './machine.ts';
import type { MachineId } from './machineId.ts';
import type { OffboardRequest } from './offboarding.ts';
import { explain, type HeldReason, type Reason } from './reasons.ts';
import { onMachine } from './requests.ts';
import { shorten } from './shorten.ts';
import type { MachineState, Summary, Trouble } from './state.ts';
import type { Warning } from './warnings.ts';

/** The newest this many are kept. */
const ATTEMPTS_KEPT = 20;
const TIMELINE_KEPT = 50;
const NOTE_KEPT = 300;

export const CHANGES = ['enableIdentity', 'installExtension', 'excludeByTag', 'removeExtension'] as const;
/** `requested` until the answer is on record; a look that died in between leaves it so. */
export const OUTCOMES = ['requested', 'accepted', 'busy', 'refused', 'succeeded', 'failed'] as const;

/** A change that we made, or tried to. */
export interface Attempt {
  readonly at: Instant;
  readonly what: (typeof CHANGES)[number];
  readonly outcome: (typeof OUTCOMES)[number];
  /** Azure's code when it was refused or failed. */
  readonly code?: string;
}

export interface TimelineEntry {
  readonly at: Instant;
  readonly event: string;
  readonly message: string;
}

/** The last reading, as far as status shows it. */
export interface Seen {
  readonly location: string;
  readonly vmId?: string;
  /** Of its system-assigned identity, which is another one after each registration. */
  readonly principalId?: string;
  readonly os: OperatingSystem;
  readonly extension?: {
    readonly name: string;
    readonly version?: string;
    readonly provisioningState: string;
    readonly code?: string;
    readonly message?: string;
  };
}

export interface MachineRecord extends History {
  readonly version: 1;
  readonly id: MachineId;
  readonly state: MachineState;
  readonly reason: Reason;
  readonly message: string;
  readonly fix?: string;
  readonly updatedAt: Instant;
  readonly conditions?: Conditions;
  readonly seen?: Seen;
  /** What the last reading warns of. */
  readonly warnings?: readonly Warning[];
  readonly trouble?: Trouble;
  /** The vmId under which the machine has its claim (vmIds.ts). */
  readonly claimedVmId?: string;
  /** The id that this machine had before it was moved, or registered again. */
  readonly movedFrom?: MachineId;
  /** Where this machine went, now that it is gone. */
  readonly movedTo?: MachineId;
  /** Why the last look was broken off; its message is on its way back. */
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: Instant };
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  readonly looks: Looks;
  /** Looks in a row that waited for the same reason; sets the pace of the next one. */
  readonly waited: number;
  /** Work in progress on the extension since then; beyond an hour the machine counts as stuck. */
  readonly inProgressSince?: Instant;
  /** Where ARM tells how our installation goes; a signed URL of some 4 KB that changes with every reading. */
  readonly operationUrl?: string;
  /** What holds back the change that is due. */
  readonly held?: HeldReason;
  /** The order to leave that a machine had which is gone: it goes with the machine to its new id, or back. */
  readonly unmetOrder?: OffboardRequest;
  /** When a machine that had been left alone, or gone, was last found to be one to become ready. */
  readonly takenAt?: Instant;
  /** When it last left Microsoft Entra through the product. */
  readonly offboardedAt?: Instant;
  /** Signs that the machine is gone, of which one is not enough: a delete event, and the first 404 of a direct GET. */
  readonly absence?: { readonly toldAt?: Instant; readonly seenAt?: Instant };
  /** When the sweep is to have it looked at: later than a message should lie on the queue. */
  readonly dueAt?: Instant;
  /** A call that was over the rate has its turn then. */
  readonly slot?: {
    readonly call: 'read' | 'write';
    readonly at: Instant;
    /** A reading of a machine that is on no record yet, and that the inventory shows. */
    readonly confirmed?: true;
  };
}

/** The record of a machine that nobody has looked at. */
export function firstSight(id: MachineId, now: Instant): MachineRecord {
  return {
    version: 1,
    id,
    state: 'Discovered',
    reason: 'NotLookedAt',
    message: explain('NotLookedAt').sentence,
    firstSeenAt: now,
    updatedAt: now,
    attempts: [],
    timeline: [{ at: now, event: 'FirstSeen', message: 'The machine was seen for the first time.' }],
    looks: {},
    waited: 0,
  };
}

/** The record of a machine whose stored one cannot be read: nothing is known any more, and the next write replaces it. */
export function damagedRecord(id: MachineId, now: Instant): MachineRecord {
  const { sentence, fix } = explain('RecordDamaged');
  const summary = defined({ state: 'Discovered' as const, reason: 'RecordDamaged' as const, message: sentence, fix });
  return withSummary({ ...firstSight(id, now), timeline: [] }, summary, now);
}

/** Adds a line to the timeline; the oldest go. */
export function note(record: MachineRecord, at: Instant, event: string, message: string): MachineRecord {
  const entry = { at, event, message: shorten(message, NOTE_KEPT) };
  return { ...record, timeline: [...record.timeline, entry].slice(-TIMELINE_KEPT) };
}

/** Puts a change on record before it is made; the oldest go. */
export function attempting(record: MachineRecord, at: Instant, what: Attempt['what']): MachineRecord {
  return {
    ...record,
    attempts: [...record.attempts, { at, what, outcome: 'requested' as const }].slice(-ATTEMPTS_KEPT),
  };
}

/** Says how the newest attempt went. */
export function attempted(record: MachineRecord, outcome: Attempt['outcome'], code?: string): MachineRecord {
  const newest = record.attempts.at(-1);
  if (newest === undefined) return record;
  const told = { ...newest, outcome, ...(code !== undefined && { code }) };
  return { ...record, attempts: [...record.attempts.slice(0, -1), told] };
}

/** Takes over the derived state; a change of state or reason is a line in the timeline. */
export function withSummary(record: MachineRecord, summary: Summary, now: Instant): MachineRecord {
  const { fix: _before, ...rest } = record;
  const next = {
    ...rest,
    state: summary.state,
    reason: summary.reason,
    message: shorten(summary.message),
    ...(summary.fix !== undefined && { fix: onMachine(summary.fix, record.id) }),
    updatedAt: now,
  };
  const changed = record.state !== summary.state || record.reason !== summary.reason;
  return changed ? note(next, now, summary.state, `${summary.reason}: ${summary.message}`) : next;
}
