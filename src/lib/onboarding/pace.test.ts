import { describe, expect, it } from 'vitest';
import { type Pace, paced } from './pace.ts';

describe('paced', () => {
  it.each<[Pace, readonly number[]]>([
    ['report', [5, 10, 20, 40]],
    ['progress', [15, 30, 60, 120]],
    ['busy', [60, 120, 240, 480]],
    ['turn', [30, 60, 120, 120]],
    ['held', [120, 120, 120, 120]],
    ['permission', [900, 900, 900, 900]],
    ['offline', [21_600, 21_600, 21_600, 21_600]],
  ])('%s: the first looks are %j seconds apart', (pace, expected) => {
    const delays = [0, 1, 2, 3].map((waited) => paced(pace, waited) / 1000);

    expect(delays).toEqual(expected);
  });

  it.each<Pace>(['report', 'progress', 'busy', 'permission'])('%s: never later than a quarter of an hour', (pace) => {
    expect(paced(pace, 30)).toBe(900_000);
    expect(paced(pace, 10_000)).toBe(900_000);
  });
});
