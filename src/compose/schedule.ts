/** When a timer is due, by its NCRONTAB expression, as the Functions host has it. */
import { Cron } from 'croner';
import type { Instant } from '../lib/time.ts';

/** Tells the first moment after another at which the schedule fires; never for one that cannot be read or never fires. */
export function dueBy(schedule: string): (after: Instant) => Instant | undefined {
  try {
    // Day and day of the week must both fit, in UTC: learn.microsoft.com, functions-bindings-timer#ncrontab-expressions.
    const cron = new Cron(schedule, { mode: '6-part', domAndDow: true, timezone: 'UTC', paused: true });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch {
    // The host refuses it, and says so: the function does not start.
    return () => undefined;
  }
}
