/**
 * A record that an instance has written whose clock runs ahead. What it says was done in hours counts as done now: nothing
 * is asked for twice because of it, and nothing waits for hours. Pure.
 */
import { defined } from '../defined.ts';
import { CLOCK_SKEW_MS, hours, type Instant } from '../time.ts';
import type { Offboarding } from './offboarding.ts';
import { LONGEST_ON_QUEUE_MS } from './pace.ts';
import type { MachineRecord } from './record.ts';

/** No turn of the rate that is believed lies further off. */
const LONGEST_TURN_MS = hours(1);

/** The record as far as it can be true at `now`. */
export function withoutFutureTimes(record: MachineRecord, now: Instant): MachineRecord {
  const past = (at: Instant | undefined) => notAfter(at, now, now + CLOCK_SKEW_MS);
  const { offboard, slot, busyUntil, absence, ...rest } = record;
  const firstSeenAt = past(record.firstSeenAt) ?? now;
  return defined({
    ...rest,
    firstSeenAt,
    readyAt: past(record.readyAt),
    identityRequestedAt: past(record.identityRequestedAt),
    installRequestedAt: past(record.installRequestedAt),
    removedAt: past(record.removedAt),
    inProgressSince: past(record.inProgressSince),
    takenAt: past(record.takenAt),
    registeredAt: past(record.registeredAt),
    offboardedAt: past(record.offboardedAt),
    busySince: past(record.busySince),
    busyUntil: notAfter(busyUntil, now + LONGEST_ON_QUEUE_MS, now + LONGEST_ON_QUEUE_MS + CLOCK_SKEW_MS),
    slot: slot !== undefined && slot.at - now > LONGEST_TURN_MS ? undefined : slot,
    offboard: offboard && leaving(offboard, past),
    absence: absence && defined({ toldAt: past(absence.toldAt), seenAt: past(absence.seenAt) }),
  });
}

function leaving(offboard: Offboarding, past: (at: Instant | undefined) => Instant | undefined): Offboarding {
  return defined({
    ...offboard,
    requestedAt: past(offboard.requestedAt) ?? offboard.requestedAt,
    tagRequestedAt: past(offboard.tagRequestedAt),
    removalRequestedAt: past(offboard.removalRequestedAt),
  });
}

/** The time, or `latest` when it lies after `tolerated`. */
function notAfter(at: Instant | undefined, latest: Instant, tolerated: Instant): Instant | undefined {
  return at !== undefined && at > tolerated ? latest : at;
}
