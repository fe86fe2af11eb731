import { Cron } from 'croner';
import { timeSpanMs } from '../hostJson.ts';

export interface Schedule {
  /** As written, settings resolved. */
  text: string;
  /** The first occurrence after an instant (epoch milliseconds, UTC). */
  next(after: number): number;
  /** Occurrences are at least a minute apart; the host keeps no status of faster ones. */
  monitorable: boolean;
}

interface Field {
  name: string;
  min: number;
  max: number;
  /** Names for the values from `min` on. */
  names?: readonly string[];
}

const SECOND: Field = { name: 'second', min: 0, max: 59 };
const MINUTE_UP: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // Sunday is 0 only: NCRONTAB has no 7, croner would take it.
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const OCCURRENCES_LOOKED_AT = 5;

/**
 * Reads a timer's schedule: NCRONTAB with six fields, or five without seconds, or a fixed interval `hh:mm:ss`. Day and
 * day of week must both match; UTC. Other than most cron dialects it has no `L`, `W`, `#`, `?` and no Sunday 7
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions).
 *
 * @throws a sentence naming the field that is wrong
 */
export function parseSchedule(text: string): Schedule {
  const next = text.includes(':') ? everyInterval(text) : cronOccurrence(text);
  return { text, next, monitorable: isMonitorable(next) };
}

function everyInterval(text: string): Schedule['next'] {
  const interval = timeSpanMs(text);
  if (!interval) throw new Error(`the schedule "${text}" is no interval: write it as hh:mm:ss.`);
  return (after) => after + interval;
}

function cronOccurrence(text: string): Schedule['next'] {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) {
    throw new Error(
      `the schedule "${text}" has ${parts.length} fields: write {second} {minute} {hour} {day} {month} {day of week}.`,
    );
  }
  const fields = parts.length === 6 ? [SECOND, ...MINUTE_UP] : MINUTE_UP;
  const plain = fields.map((field, i) => plainField(field, parts[i] ?? '', text));
  if (parts.length === 5) plain.unshift('0');

  const cron = new Cron(plain.join(' '), { mode: '6-part', domAndDow: true, timezone: 'UTC', paused: true });
  const next = (after: number): number => {
    const occurrence = cron.nextRun(new Date(after));
    if (!occurrence) throw new Error(`the schedule "${text}" never occurs: name a day that its months have.`);
    return occurrence.getTime();
  };
  next(Date.now());
  return next;
}

/** One field as `*` or a list of numbers, which every cron dialect reads alike. */
function plainField(field: Field, part: string, text: string): string {
  if (part === '*') return part;
  const values = part.split(',').flatMap((item) => {
    const found = itemValues(field, item);
    if (found) return found;
    throw new Error(
      `the schedule "${text}" has the ${field.name} "${item}": write numbers ${field.min}-${field.max}, a-b, */n or a list of these.`,
    );
  });
  return [...new Set(values)].toSorted((a, b) => a - b).join(',');
}

function itemValues(field: Field, item: string): number[] | undefined {
  const match = /^(?:\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d+))?$/i.exec(item);
  if (!match) return undefined;
  const [, from, to, every] = match;
  const first = from === undefined ? field.min : fieldValue(field, from);
  const last = lastValue(field, from, to, every);
  const step = Number(every ?? 1);
  if (first === undefined || last === undefined || first > last || step === 0) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

/** A single value with a step, `5/15`, goes on to the end of the field. */
function lastValue(field: Field, from?: string, to?: string, every?: string): number | undefined {
  if (to !== undefined) return fieldValue(field, to);
  return from === undefined || every !== undefined ? field.max : fieldValue(field, from);
}

function fieldValue({ min, max, names }: Field, text: string): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return min + named;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function isMonitorable(next: Schedule['next']): boolean {
  let previous = next(Date.now());
  for (let looked = 0; looked < OCCURRENCES_LOOKED_AT; looked += 1) {
    const occurrence = next(previous);
    if (occurrence - previous < 60_000) return false;
    previous = occurrence;
  }
  return true;
}
