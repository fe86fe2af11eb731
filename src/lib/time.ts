/**
 * Time, in one place. Instants are epoch milliseconds inside and ISO 8601 UTC text at the edges; nothing else in
 * `src/lib` may read the clock of the machine, so that whole fleets can live through months in a second of a test.
 */

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Where the present comes from. */
export interface Clock {
  now(): Instant;
}

/** Milliseconds in `n` seconds. */
export const seconds = (n: number): number => n * 1000;

/** Milliseconds in `n` minutes. */
export const minutes = (n: number): number => n * 60_000;

/** Milliseconds in `n` hours. */
export const hours = (n: number): number => n * 3_600_000;

/** How far the clocks of two instances may lie apart. */
export const CLOCK_SKEW_MS = minutes(1);

/**
 * Whether `at` lies within the last `ms` milliseconds. A time that lies further ahead than clocks may differ was written by a
 * clock that was wrong, and is as stale as an old one.
 */
export function isRecent(at: Instant, ms: number, now: Instant): boolean {
  return at - now <= CLOCK_SKEW_MS && now - at < ms;
}

/** The instant as ISO 8601 in UTC, `2026-01-31T09:30:00.000Z`. */
export function toIso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The instant for people to read, to the minute: `2026-01-31 09:30 UTC`. */
export function toPeople(instant: Instant): string {
  return `${toIso(instant).slice(0, 16).replace('T', ' ')} UTC`;
}

/** A span for people to read, in the largest unit of which it is a whole number: `24 hours`, `90 minutes`. */
export function span(ms: number): string {
  const units = [
    [hours(1), 'hour'],
    [minutes(1), 'minute'],
    [seconds(1), 'second'],
  ] as const;
  const [size, unit] = units.find(([size]) => ms > 0 && ms % size === 0) ?? units[2];
  const n = Math.round(ms / size);
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** The instant that an ISO 8601 text names, or undefined when it names none. */
export function fromIso(text: string): Instant | undefined {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}
