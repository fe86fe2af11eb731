import { describe, expect, it } from 'vitest';
import { toIso } from '../lib/time.ts';
import { dueBy } from './schedule.ts';

/** A Sunday. */
const NOON = Date.UTC(2026, 10, 22, 12);

describe('after noon on Sunday, 22 November 2026, a timer is due', () => {
  it.each([
    ['every quarter of an hour', '0 */15 * * * *', '2026-11-22T12:15:00.000Z'],
    ['every half minute', '*/30 * * * * *', '2026-11-22T12:00:30.000Z'],
    ['every day at noon', '0 0 12 * * *', '2026-11-23T12:00:00.000Z'],
    ['at office hours', '0 0 9-17 * * mon-Fri', '2026-11-23T09:00:00.000Z'],
    ['on a day of the month that is a Tuesday as well', '0 30 6 1,15 * 2', '2026-12-01T06:30:00.000Z'],
    ['in a month by name', '0 0 0 1 jan *', '2027-01-01T00:00:00.000Z'],
  ])('%s', (_what, schedule, due) => {
    expect(toIso(dueBy(schedule)(NOON) ?? 0)).toBe(due);
  });

  it.each([
    ['a text that is none', 'at noon'],
    ['a value that there is not', '0 60 * * * *'],
    ['a day that never comes', '0 0 0 31 2 *'],
  ])('never by %s', (_what, schedule) => {
    expect(dueBy(schedule)(NOON)).toBeUndefined();
  });
});
