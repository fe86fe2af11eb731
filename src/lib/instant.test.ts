import { describe, expect, it } from 'vitest';
import { instant } from './instant.ts';
import { hours, toIso } from './time.ts';

describe('an instant from a store', () => {
  it.each([0, 1_800_000_000_000, Date.UTC(9999, 11, 31), 8e15])('can be shown, and a day after it: %d', (number) => {
    expect(toIso(instant.parse(number) + hours(24))).toMatch(/Z$/);
  });

  it.each([9e15, 8e15 + 1, -1, Number.NaN, Number.POSITIVE_INFINITY, '0', null])('is not %o', (odd) => {
    expect(instant.safeParse(odd).success).toBe(false);
  });
});
