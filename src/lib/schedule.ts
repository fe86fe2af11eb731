/** When a timer is due, by its NCRONTAB expression in UTC, as the Functions host has it: to the minute, which is enough to see it missed. */
import { hours, type Instant, minutes, toIso } from './time.ts';

/** Schedules that rest for longer are not followed. */
const HORIZON_MS = hours(24 * 366);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

/** Minute, hour, day, month, day of the week. Seconds come before them, and do not matter here. */
const FIELDS: readonly Field[] = [
  { first: 0, last: 59 },
  { first: 0, last: 23 },
  { first: 1, last: 31 },
  { first: 1, last: 12, names: MONTHS },
  { first: 0, last: 6, names: DAYS },
];

/** The first minute after `after` in which the schedule fires; undefined for one that cannot be read, or hardly ever fires. */
export function dueAfter(schedule: string, after: Instant): Instant | undefined {
  const [, ...texts] = schedule.trim().split(/\s+/);
  const sets = FIELDS.map((field, index) => valuesOf(texts[index] ?? '', field));
  if (sets.some((set) => set.size === 0)) return undefined;
  const fires = (values: readonly number[]) => values.every((value, index) => sets[index]?.has(value) === true);
  let at = (Math.floor(after / minutes(1)) + 1) * minutes(1);
  while (at <= after + HORIZON_MS) {
    const parts = partsOf(at);
    if (fires(parts)) return at;
    // A day that does not fit is left as a whole: a year has half a million minutes.
    const [, , ...day] = parts;
    const fits = day.every((value, index) => sets[index + 2]?.has(value) === true);
    at = fits ? at + minutes(1) : (Math.floor(at / hours(24)) + 1) * hours(24);
  }
  return undefined;
}

function partsOf(at: Instant): number[] {
  const [, month, day] = toIso(at).slice(0, 10).split('-').map(Number);
  // 1970 began on a Thursday.
  const weekday = (Math.floor(at / hours(24)) + 4) % 7;
  return [Math.floor(at / minutes(1)) % 60, Math.floor(at / hours(1)) % 24, day ?? 0, month ?? 0, weekday];
}

/** The values that a field allows; none when it cannot be read. */
function valuesOf(text: string, field: Field): ReadonlySet<number> {
  const ranges = text.split(',').map((part) => rangeOf(part, field));
  return ranges.some((range) => range.length === 0) ? new Set() : new Set(ranges.flat());
}

function rangeOf(part: string, field: Field): number[] {
  const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
  if (match === null) return [];
  const [, from = '', to, step] = match;
  // A step without an end goes on to the last value.
  const until = to ?? (step === undefined ? from : '*');
  const first = from === '*' ? field.first : numberOf(from, field);
  const last = until === '*' ? field.last : numberOf(until, field);
  return isWithin(first, field) && isWithin(last, field) ? steps(first, last, Number(step ?? 1)) : [];
}

function steps(first: number, last: number, size: number): number[] {
  const count = size === 0 ? 0 : Math.floor((last - first) / size) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => first + n * size);
}

function numberOf(text: string, { names = [], first }: Field): number {
  const named = names.indexOf(text.slice(0, 3).toLowerCase());
  return named < 0 ? Number(text) : named + first;
}

function isWithin(value: number, { first, last }: Field): boolean {
  return value >= first && value <= last;
}
