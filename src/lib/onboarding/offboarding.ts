/**
 * Leaving Microsoft Entra through the product: what the ledger holds of it. A person asks once; the looks set the exclusion
 * tag, remove the extension, and put down that the machine has left. Pure.
 */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import { type MachineRecord, note } from './record.ts';
import { shorten } from './shorten.ts';

const NAME_KEPT = 200;
const REASON_KEPT = 500;

/** What a person says who wants a machine to leave. */
export interface OffboardRequest {
  readonly requestedAt: Instant;
  /** Who asks, where that is known. */
  readonly by?: string;
  readonly reason?: string;
}

/** A machine that is to leave, and how far it has come. On record until it has left. */
export interface Offboarding extends OffboardRequest {
  /** When we last asked ARM for the exclusion tag, and it was not refused. */
  readonly tagRequestedAt?: Instant;
  /** When we last asked ARM to remove the extension, and it was not refused. */
  readonly removalRequestedAt?: Instant;
  /** How often ARM has taken that on since a person called. */
  readonly removals?: number;
  /** What ARM said when the removal failed. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** The record of a machine that is to leave. One that is on its way out already stays as it is. */
export function offboardingAsked(record: MachineRecord, request: OffboardRequest): MachineRecord {
  if (record.offboard !== undefined) return record;
  const { requestedAt } = request;
  const by = request.by && shorten(request.by, NAME_KEPT);
  const reason = request.reason && shorten(request.reason, REASON_KEPT);
  const who = by === undefined ? 'A person' : by;
  const why = reason === undefined ? '' : ` Reason: ${reason}`;
  const asked = { ...record, offboard: defined({ requestedAt, by, reason }) };
  return note(asked, requestedAt, 'OffboardRequested', `${who} asked for the machine to leave Microsoft Entra.${why}`);
}

/** The record with what has come to pass since; nothing to add to one that is not to leave. */
export function offboardingWith(record: MachineRecord, news: Partial<Offboarding>): MachineRecord {
  return record.offboard === undefined ? record : { ...record, offboard: { ...record.offboard, ...news } };
}

/** The request alone, as if nothing had been done for it: another machine has come under the name that was to leave. */
export function asRequested({ requestedAt, by, reason }: Offboarding): Offboarding {
  return defined({ requestedAt, by, reason });
}

/** A person calls: what kept us from trying once more is forgotten. */
export function triedAgain({ removals: _many, failure, removalRequestedAt, ...offboard }: Offboarding): Offboarding {
  return failure === undefined ? defined({ ...offboard, removalRequestedAt }) : offboard;
}

/**
 * The record of a machine that has left. What was done for its extension counts no more: when somebody takes the exclusion
 * tag away, it is a candidate like any other, and nobody has removed anything from it.
 */
export function offboarded(record: MachineRecord, now: Instant): MachineRecord {
  const {
    offboard: _done,
    readyAt: _ready,
    removedAt: _removedAt,
    removals: _removals,
    installRequestedAt: _install,
    installs: _installs,
    installFailure: _failure,
    busyUntil: _busy,
    ...rest
  } = record;
  return note(
    { ...rest, offboardedAt: now, waited: 0 },
    now,
    'Offboarded',
    'The extension AADLoginForWindows is gone, and the exclusion tag keeps it away.',
  );
}
