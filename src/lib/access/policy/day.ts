/** Days, as the policy writes them: `2027-06-30`, in UTC, the whole day included. */
import { Failure } from '../../errors.ts';
import { fromIso, hours, type Instant, toIso } from '../../time.ts';

/** A day of the calendar, `YYYY-MM-DD`. */
export type PolicyDay = string;

/** Whether the text names a day that the calendar has. */
export function isDay(text: string): boolean {
  const start = fromIso(`${text}T00:00:00Z`);
  // The round trip finds days such as 30 February, which some parsers carry over into March.
  return start !== undefined && toIso(start).slice(0, 10) === text;
}

/** The first instant after the day. */
export function endOf(day: PolicyDay): Instant {
  const start = fromIso(`${day}T00:00:00Z`);
  if (start === undefined) throw new Failure('bug', 'not-a-day', `"${day}" is not a day, and was not checked.`);
  return start + hours(24);
}

/** Whether the whole day has passed, in UTC. */
export function isOver(day: PolicyDay, now: Instant): boolean {
  return now >= endOf(day);
}
