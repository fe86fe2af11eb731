/** Who was reserved within a window of time, in a small row that all instances share. Pure. */
import * as z from 'zod';
import { instant } from '../../instant.ts';
import { hours, type Instant, minutes } from '../../time.ts';
import type { Reserved } from './budgets.ts';

/** Guards count over this long. */
export const BUDGET_WINDOW_MS = hours(24);
/** A listing may show an assignment for so long after it was removed. */
// Source: troubleshoot Azure RBAC (learn.microsoft.com): changes take up to 10 minutes to be effective. Three times that.
const LISTED_STILL_MS = minutes(30);

/**
 * As many as a row can hold: a row of a table is a megabyte at most, of two bytes a letter (Understanding the Table service
 * data model, learn.microsoft.com), and an entry takes 72 letters. Guards never allow more than can be reserved.
 */
export const MOST_RESERVED = 5000;

const reservations = z.object({
  version: z.literal(1),
  entries: z.array(z.object({ principal: z.string(), at: instant })).readonly(),
});

/** Each principal once, with when they were reserved last. */
export type Reservations = Readonly<z.output<typeof reservations>>;

export const NOBODY_RESERVED: Reservations = { version: 1, entries: [] };

/** The row that this stored value is; undefined when this version cannot read it. */
export function readReservations(value: unknown): Reservations | undefined {
  return reservations.safeParse(value).data;
}

/** Those who count now against a budget. */
export function reservedWithin(row: Reservations, now: Instant): ReadonlySet<string> {
  return new Set(standing(row, BUDGET_WINDOW_MS, now).map(({ principal }) => principal));
}

export interface Attempted {
  readonly row: Reservations;
  readonly answer: Reserved;
}

/**
 * Reserves these people within a limit: all of them, or nobody. Who is reserved already stays so, and counts from now on
 * anew: no window of 24 hours has more people than the limit, wherever it begins.
 */
export function reserve(row: Reservations, people: readonly string[], limit: number, now: Instant): Attempted {
  const counted = standing(row, BUDGET_WINDOW_MS, now);
  const known = new Set(counted.map(({ principal }) => principal));
  const all = new Set([...known, ...people]);
  if (all.size > known.size && all.size > Math.min(limit, MOST_RESERVED)) return { row, answer: 'spent' };
  return { row: withEntries(counted, people, now), answer: 'reserved' };
}

/**
 * Reserves the removal of an administrator where `left` are listed, if at least `least` are left without everybody whose
 * removal is reserved. Who was reserved before is judged anew: others may have gone meanwhile.
 */
export function reserveAbove(
  row: Reservations,
  principal: string,
  { left, least }: { readonly left: readonly string[]; readonly least: number },
  now: Instant,
): Attempted {
  const counted = standing(row, LISTED_STILL_MS, now);
  const after = withEntries(counted, [principal], now);
  const going = new Set(after.entries.map((entry) => entry.principal));
  const remaining = new Set(left.filter((id) => !going.has(id)));
  const fits = remaining.size >= least && going.size <= MOST_RESERVED;
  return fits ? { row: after, answer: 'reserved' } : { row, answer: 'spent' };
}

type Entry = Reservations['entries'][number];

function standing({ entries }: Reservations, windowMs: number, now: Instant): readonly Entry[] {
  return entries.filter(({ at }) => now - at < windowMs);
}

/** What no longer counts is not among `counted`, and so is forgotten. The clock of another instance may be ahead of ours. */
function withEntries(counted: readonly Entry[], people: readonly string[], now: Instant): Reservations {
  const before = new Map(counted.map(({ principal, at }) => [principal, at]));
  const these = new Set(people);
  const others = counted.filter(({ principal }) => !these.has(principal));
  const entries = [...these].map((principal) => ({ principal, at: Math.max(before.get(principal) ?? now, now) }));
  return { version: 1, entries: [...others, ...entries] };
}
