import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { hours } from '../../time.ts';
import { fullAt, type QuotaSample, withSample } from './growth.ts';

const DAY = hours(24);
const sample = (daysAgo: number, used: number): QuotaSample => ({ at: NOON - daysAgo * DAY, used });

describe('when a place is full', () => {
  const rows: readonly (readonly [
    what: string,
    samples: readonly QuotaSample[],
    used: number,
    days: number | undefined,
  ])[] = [
    ['growing by 100 a day, 500 left', [sample(10, 2500)], 3500, 5],
    ['growth counts from the oldest sample', [sample(10, 2500), sample(1, 3499)], 3500, 5],
    ['no samples', [], 3500, undefined],
    ['samples of less than a day', [{ at: NOON - DAY + 1, used: 10 }], 3500, undefined],
    ['samples of exactly a day', [sample(1, 3400)], 3500, 5],
    ['not growing', [sample(10, 3500)], 3500, undefined],
    ['shrinking', [sample(10, 3600)], 3500, undefined],
    ['full already', [sample(10, 3000)], 4000, undefined],
    ['so slowly that nobody lives to see it', [sample(10, 0)], 1, undefined],
  ];

  it.each(rows)('%s', (_what, samples, used, days) => {
    expect(fullAt(samples, used, 4000, NOON)).toBe(days === undefined ? undefined : NOON + days * DAY);
  });
});

describe('samples', () => {
  it('are one a day', () => {
    expect(withSample([sample(1, 1)], sample(0, 2))).toEqual([sample(1, 1), sample(0, 2)]);
    expect(withSample([{ at: NOON - DAY + 1, used: 1 }], sample(0, 2))).toEqual([{ at: NOON - DAY + 1, used: 1 }]);
    expect(withSample([], sample(0, 2))).toEqual([sample(0, 2)]);
  });

  it('are kept for thirty days', () => {
    expect(withSample([sample(31, 1), sample(30, 2), sample(0, 3)], sample(0, 4))).toEqual([
      sample(30, 2),
      sample(0, 3),
    ]);
  });
});
