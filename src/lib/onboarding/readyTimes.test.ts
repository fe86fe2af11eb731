import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, percentile } from './readyTimes.ts';

function timesOf(seconds: readonly number[]): Record<string, number> {
  const times: Record<string, number> = {};
  for (const one of seconds) times[bucketOf(one)] = (times[bucketOf(one)] ?? 0) + 1;
  return times;
}

describe('percentile', () => {
  it('is not there before a machine has become ready', () => {
    expect(percentile({}, 0.5)).toBeUndefined();
  });

  it.each([
    { share: 0, about: 10 },
    { share: 0.5, about: 100 },
    { share: 0.75, about: 1000 },
    { share: 0.95, about: 100_000 },
    { share: 1, about: 100_000 },
  ])('$share of ready times of 10, 100, 1000 and 100000 seconds is about $about', ({ share, about }) => {
    const found = percentile(timesOf([1000, 10, 100_000, 100]), share) ?? 0;

    expect(Math.abs(found - about) / about).toBeLessThanOrEqual(0.05);
  });

  it.each([0, 0.2, 1])('counts %d seconds as one', (seconds) => {
    expect(percentile(timesOf([seconds]), 0.5)).toBe(1);
  });

  it('is within 5 % of the value that sorting finds', () => {
    const anySeconds = fc.double({ min: 1, max: 3e7, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(anySeconds, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 100 }),
        (all, p) => {
          const sorted = all.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil((p * all.length) / 100) - 1] ?? Number.NaN;

          const found = percentile(timesOf(all), p / 100) ?? Number.NaN;

          expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.05);
        },
      ),
    );
  });

  it('needs few numbers, whatever the fleet', () => {
    const times = timesOf(Array.from({ length: 20_000 }, (_, i) => 1.001 ** i));

    expect(Object.keys(times).length).toBeLessThan(250);
  });
});
