/** What leaving does to a machine's record: the request, how far it has come, and that the machine has left. Pure. */
import { defined } from '../defined.ts';
import type { Instant } from '../time.ts';
import { armId, type MachineId } from './machineId.ts';
import type { Offboarding, OffboardRequest } from './offboarding.ts';
import { type MachineRecord, note } from './record.ts';
import { shorten } from './shorten.ts';

const NAME_KEPT = 200;
const REASON_KEPT = 500;

export const OFFBOARD_REQUESTED = 'OffboardRequested';

/**
 * The record of a machine that is to leave. Of one that is on its way out already, the first request stays what counts, and
 * who asks again is noted, with the reason; the same request once more is a client that tries again.
 */
export function offboardingAsked(record: MachineRecord, request: OffboardRequest): MachineRecord {
  const { requestedAt } = request;
  const by = request.by && shorten(request.by, NAME_KEPT);
  const reason = request.reason && shorten(request.reason, REASON_KEPT);
  const who = by === undefined ? 'A person' : by;
  const why = reason === undefined ? '' : ` Reason: ${reason}`;
  const { offboard = defined({ requestedAt, by, reason }) } = record;
  const message = `${who} asked for the machine to leave Microsoft Entra.${why}`;
  const noted = note({ ...record, offboard }, requestedAt, OFFBOARD_REQUESTED, message);
  return record.offboard !== undefined && lastRequest(record) === lastRequest(noted) ? record : noted;
}

function lastRequest({ timeline }: MachineRecord): string | undefined {
  return timeline.findLast(({ event }) => event === OFFBOARD_REQUESTED)?.message;
}

/** The record of a machine that was to leave under its earlier id. One that has left since has done what it was told. */
export function offboardingPassedOn(
  record: MachineRecord,
  order: OffboardRequest,
  from: MachineId,
  now: Instant,
): MachineRecord {
  const { offboard, offboardedAt = Number.NEGATIVE_INFINITY } = record;
  if (offboard !== undefined || offboardedAt >= order.requestedAt) return record;
  const message = `${order.by ?? 'A person'} asked for the machine to leave Microsoft Entra while it was ${armId(from)}.`;
  return note({ ...record, offboard: order }, now, OFFBOARD_REQUESTED, message);
}

/** The record with what has come to pass since; nothing to add to one that is not to leave. */
export function offboardingWith(record: MachineRecord, news: Partial<Offboarding>): MachineRecord {
  return record.offboard === undefined ? record : { ...record, offboard: { ...record.offboard, ...news } };
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
