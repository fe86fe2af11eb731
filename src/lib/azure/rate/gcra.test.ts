import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockUntil, correct, type Limit, take } from './gcra.ts';
import { worstExcess } from './limitKept.fixture.ts';

const EMPTY = { tat: 0 };
const NOW = 1_000_000;
const TEN_A_SECOND: Limit = { ratePerSecond: 10, burst: 5 };

const anyLimit = fc.record({
  ratePerSecond: fc.double({ min: 0.05, max: 50, noNaN: true }),
  burst: fc.integer({ min: 1, max: 300 }),
});

/** How long after the one before a take comes, and for how many slots. */
const anyTakes = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 12 })), {
  minLength: 1,
  maxLength: 25,
});

describe('take', () => {
  it.each([
    { title: 'the first slot of an unused bucket is at once', n: 1, lastAt: NOW },
    { title: 'so is the whole burst', n: 5, lastAt: NOW },
    { title: 'the slot after the burst waits for one token', n: 6, lastAt: NOW + 100 },
    { title: 'and the one ten later for eleven', n: 16, lastAt: NOW + 1100 },
  ])('$title', ({ n, lastAt }) => {
    const { firstSlotAt, spacingMs } = take(EMPTY, TEN_A_SECOND, NOW, n);

    expect(Math.max(NOW, firstSlotAt + (n - 1) * spacingMs)).toBe(lastAt);
  });

  it('fills the bucket again with time, but never above the burst', () => {
    const emptied = take(EMPTY, TEN_A_SECOND, NOW, 5).state;

    const later = take(emptied, TEN_A_SECOND, NOW + 3_600_000, 6);

    expect(later.firstSlotAt + 5 * later.spacingMs).toBe(NOW + 3_600_000 + 100);
  });

  it('gives no window of T seconds more than burst + rate * T slots, over any sequence of takes', () => {
    fc.assert(
      fc.property(anyLimit, anyTakes, (limit, takes) => {
        const calls: number[] = [];
        let now = NOW;
        let state = EMPTY;
        for (const [wait, n] of takes) {
          now += wait;
          const taken = take(state, limit, now, n);
          state = taken.state;
          for (let i = 0; i < n; i += 1) calls.push(Math.max(now, taken.firstSlotAt + i * taken.spacingMs));
        }

        expect(worstExcess(calls, limit)).toBeLessThan(1e-3);
      }),
    );
  });

  it('keeps the limit when held slots are used as late as they may be, or at once, or anything between', () => {
    fc.assert(
      fc.property(
        anyLimit,
        anyTakes,
        fc.integer({ min: 0, max: 2000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (limit, takes, holdMs, lateness) => {
          const calls: number[] = [];
          let now = NOW;
          let state = EMPTY;
          for (const [wait, n] of takes) {
            now += wait;
            const taken = take(state, limit, now, n, holdMs);
            state = taken.state;
            for (let i = 0; i < n; i += 1) {
              const from = Math.max(now, taken.firstSlotAt + i * taken.spacingMs);
              const to = Math.max(from, taken.lapsesAt + i * taken.spacingMs);
              const late = lateness[calls.length % lateness.length] ?? 0;
              calls.push(from + (to - from) * late);
            }
          }

          expect(worstExcess(calls, limit)).toBeLessThan(1e-3);
        },
      ),
    );
  });

  it('never lets a slot be before one that was taken earlier', () => {
    fc.assert(
      fc.property(anyLimit, anyTakes, (limit, takes) => {
        let now = NOW;
        let state = EMPTY;
        let last = -Infinity;
        for (const [wait, n] of takes) {
          now += wait;
          const taken = take(state, limit, now, n);
          state = taken.state;

          expect(taken.firstSlotAt).toBeGreaterThan(last);
          last = taken.firstSlotAt + (n - 1) * taken.spacingMs;
        }
      }),
    );
  });
});

describe('blockUntil', () => {
  it('gives no slot before the end, and no burst at it', () => {
    const until = NOW + 60_000;

    const { firstSlotAt, spacingMs } = take(blockUntil(EMPTY, TEN_A_SECOND, until), TEN_A_SECOND, NOW, 3);

    expect([firstSlotAt, spacingMs]).toEqual([until, 100]);
  });

  it('changes nothing when the bucket is further behind already', () => {
    const behind = { tat: NOW + 100_000 };

    expect(blockUntil(behind, TEN_A_SECOND, NOW + 1000)).toEqual(behind);
  });
});

describe('correct', () => {
  it.each([
    { remaining: 2, atOnce: 2 },
    { remaining: 0, atOnce: 0 },
    { remaining: -3, atOnce: 0 },
    { remaining: 5, atOnce: 5 },
    { remaining: 16_499, atOnce: 5 },
  ])('with $remaining remaining leaves $atOnce of a burst of 5', ({ remaining, atOnce }) => {
    const { firstSlotAt, spacingMs } = take(correct(EMPTY, TEN_A_SECOND, NOW, remaining), TEN_A_SECOND, NOW, 6);

    const slots = Array.from({ length: 6 }, (_, i) => firstSlotAt + i * spacingMs);
    expect(slots.filter((slot) => slot <= NOW)).toHaveLength(atOnce);
  });

  it('never makes a bucket looser', () => {
    fc.assert(
      fc.property(
        anyLimit,
        fc.integer({ max: 400 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (limit, remaining, tat) => {
          expect(correct({ tat }, limit, NOW, remaining).tat).toBeGreaterThanOrEqual(tat);
        },
      ),
    );
  });
});
