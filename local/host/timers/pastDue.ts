import type { Schedule } from './schedule.ts';
import type { TimerStatus } from './timerStatus.ts';

export interface StartStatus {
  status: TimerStatus;
  /** Whether the status differs from the stored one and is to be stored. */
  changed: boolean;
  /** An occurrence was missed while no host ran. */
  isPastDue: boolean;
}

/**
 * What a timer starts with, as the extension's `ScheduleMonitor.CheckPastDueAsync` decides: without a status, the next
 * occurrence from now; with a status that fits the schedule, past due if its next occurrence is over; with one that
 * does not, because the schedule changed, the new next occurrence, and not past due.
 */
export function startStatus(stored: TimerStatus | undefined, schedule: Schedule, now: number): StartStatus {
  if (!stored) {
    return { status: { last: undefined, next: schedule.next(now), lastUpdated: now }, changed: true, isPastDue: false };
  }
  const since = stored.last ?? stored.lastUpdated ?? now;
  const expected = schedule.next(since);
  if (expected === stored.next) return { status: stored, changed: false, isPastDue: now > stored.next };
  const next = now > expected ? schedule.next(now) : expected;
  const lastUpdated = now > expected ? now : since;
  return { status: { last: undefined, next, lastUpdated }, changed: true, isPastDue: false };
}
