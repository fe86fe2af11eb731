import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { tries } from '../../../../test/simulation/hold.ts';
import { hours, type Instant, minutes } from '../../time.ts';
import {
  BUDGET_WINDOW_MS,
  MOST_RESERVED,
  NOBODY_RESERVED,
  type Reservations,
  readReservations,
  reserve,
  reserveAbove,
  reservedWithin,
} from './reservations.ts';

const DAY = hours(24);

/** The row after these were reserved at these times. */
const rowOf = (entries: readonly (readonly [principal: string, at: Instant])[]): Reservations => ({
  version: 1,
  entries: entries.map(([principal, at]) => ({ principal, at })),
});

describe('a budget', () => {
  it('has room for as many as its limit', () => {
    const one = reserve(NOBODY_RESERVED, ['ann'], 2, NOON);
    const two = reserve(one.row, ['bob'], 2, NOON);
    const three = reserve(two.row, ['cem'], 2, NOON);

    expect([one, two, three].map(({ answer }) => answer)).toEqual(['reserved', 'reserved', 'spent']);
    expect(three.row).toBe(two.row);
  });

  it('reserves all who come together, or none of them', () => {
    const { row } = reserve(NOBODY_RESERVED, ['ann'], 3, NOON);

    expect(reserve(row, ['ann', 'bob', 'cem', 'dan'], 3, NOON)).toEqual({ row, answer: 'spent' });
    expect(reserve(row, ['ann', 'bob', 'cem'], 3, NOON + 1)).toEqual({
      row: rowOf([
        ['ann', NOON + 1],
        ['bob', NOON + 1],
        ['cem', NOON + 1],
      ]),
      answer: 'reserved',
    });
  });

  it('has no room where the limit is 0', () => {
    expect(reserve(NOBODY_RESERVED, ['ann'], 0, NOON)).toEqual({ row: NOBODY_RESERVED, answer: 'spent' });
  });

  it('counts somebody once, even when there is no room any more', () => {
    const { row, answer } = reserve(rowOf([['ann', NOON]]), ['ann'], 0, NOON + 1);

    expect(answer).toBe('reserved');
    expect(row).toEqual(rowOf([['ann', NOON + 1]]));
  });

  it('has room again 24 hours after somebody was reserved last', () => {
    const row = rowOf([['ann', NOON]]);

    expect(reserve(row, ['bob'], 1, NOON + DAY - 1).answer).toBe('spent');
    expect(reserve(row, ['bob'], 1, NOON + DAY)).toEqual({ row: rowOf([['bob', NOON + DAY]]), answer: 'reserved' });
    expect([...reservedWithin(row, NOON + DAY - 1)]).toEqual(['ann']);
    expect([...reservedWithin(row, NOON + DAY)]).toEqual([]);
  });

  it('does not count somebody for less long because the clock of another instance is behind', () => {
    expect(reserve(rowOf([['ann', NOON]]), ['ann'], 1, NOON - 5).row).toEqual(rowOf([['ann', NOON]]));
  });

  it('has no room for more than a row can hold, which fits a megabyte', () => {
    const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const full = rowOf(Array.from({ length: MOST_RESERVED }, (_, n) => [id(n), NOON]));

    expect(reserve(full, ['ann'], 100_000, NOON).answer).toBe('spent');
    expect(reserve(full, [id(7)], 100_000, NOON).answer).toBe('reserved');
    expect(reserveAbove(full, 'ann', { left: ['bob', 'cem'], least: 1 }, NOON).answer).toBe('spent');
    expect(JSON.stringify(full).length * 2).toBeLessThan(1_000_000);
  });

  it('is read as it was written, and nothing else is', () => {
    const row = rowOf([['ann', NOON]]);

    expect(readReservations(JSON.parse(JSON.stringify(row)))).toEqual(row);
    for (const other of [undefined, null, 7, {}, { ...row, version: 2 }, { version: 1, entries: [{}] }])
      expect(readReservations(other)).toBeUndefined();
  });
});

describe('a floor', () => {
  const attempt = (row: Reservations, who: string, left: readonly string[], least: number, now = NOON) =>
    reserveAbove(row, who, { left, least }, now).answer;

  it.each([
    ['the least are left', ['bob'], 1, 'reserved'],
    ['fewer are left', [], 1, 'spent'],
    ['the one who is removed is listed still', ['ann', 'bob'], 2, 'spent'],
    ['somebody is listed twice', ['bob', 'bob'], 2, 'spent'],
    ['nobody has to be left', [], 0, 'reserved'],
  ])('is asked where %s', (_what, left, least, expected) => {
    expect(attempt(NOBODY_RESERVED, 'ann', left, least)).toBe(expected);
  });

  it('does not count those whose removal was reserved within 30 minutes', () => {
    const row = rowOf([['bob', NOON]]);

    expect(attempt(row, 'ann', ['bob'], 1, NOON + minutes(30) - 1)).toBe('spent');
    expect(attempt(row, 'ann', ['bob'], 1, NOON + minutes(30))).toBe('reserved');
    expect(attempt(row, 'ann', ['bob', 'cem'], 1)).toBe('reserved');
  });

  it('judges anew who was reserved before', () => {
    const row = rowOf([
      ['ann', NOON],
      ['bob', NOON],
    ]);

    expect(attempt(row, 'ann', ['bob'], 1)).toBe('spent');
    expect(attempt(row, 'ann', ['bob', 'cem'], 1)).toBe('reserved');
  });
});

const attempts = fc.array(
  fc.record({
    who: fc.constantFrom('ann', 'bob', 'cem', 'dan', 'eve'),
    wait: fc.oneof(fc.constant(0), fc.nat(hours(2)), fc.nat(hours(26))),
  }),
  { maxLength: 40 },
);

describe('whatever is reserved, in whatever order', () => {
  it('no 24 hours have more people than the limit', () =>
    fc.assert(
      fc.property(attempts, fc.nat(4), (story, limit) => {
        let row = NOBODY_RESERVED;
        let now = NOON;
        const granted: { readonly who: string; readonly at: Instant }[] = [];
        for (const { who, wait } of story) {
          now += wait;
          const { row: next, answer } = reserve(row, [who], limit, now);
          row = next;
          if (answer === 'reserved') granted.push({ who, at: now });
        }
        for (const { at: from } of granted) {
          const within = granted.filter(({ at }) => at >= from && at - from < BUDGET_WINDOW_MS);
          expect(new Set(within.map(({ who }) => who)).size).toBeLessThanOrEqual(limit);
        }
      }),
      tries(1000),
    ));

  it('whoever fits is not refused', () =>
    fc.assert(
      fc.property(attempts, fc.integer({ min: 1, max: 4 }), (story, limit) => {
        let row = NOBODY_RESERVED;
        let now = NOON;
        for (const { who, wait } of story) {
          now += wait;
          const before = reservedWithin(row, now);
          const { row: next, answer } = reserve(row, [who], limit, now);
          expect(answer).toBe(before.has(who) || before.size < limit ? 'reserved' : 'spent');
          row = next;
        }
      }),
      tries(1000),
    ));

  it('the floor is kept, however late listings show what is gone', () =>
    fc.assert(
      fc.property(attempts, fc.nat(3), (story, least) => {
        let row = NOBODY_RESERVED;
        const listed = ['ann', 'bob', 'cem', 'dan', 'eve'];
        const there = new Set(listed);
        for (const { who } of story) {
          // The listing never catches up.
          const { row: next, answer } = reserveAbove(row, who, { left: listed, least }, NOON);
          row = next;
          if (answer === 'reserved') there.delete(who);
          expect(there.size).toBeGreaterThanOrEqual(least);
        }
      }),
      tries(500),
    ));
});
