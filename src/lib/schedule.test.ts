import { describe, expect, it } from 'vitest';
import { dueAfter } from './schedule.ts';
import { toIso } from './time.ts';

/** A Sunday. */
const NOON = Date.UTC(2026, 10, 22, 12);

describe('after noon on Sunday, 22 November 2026, a timer is due', () => {
  it.each([
    ['every quarter of an hour', '0 */15 * * * *', '2026-11-22T12:15:00.000Z'],
    ['every half minute', '*/30 * * * * *', '2026-11-22T12:01:00.000Z'],
    ['at minutes from one on', '0 7/20 * * * *', '2026-11-22T12:07:00.000Z'],
    ['every day at noon', '0 0 12 * * *', '2026-11-23T12:00:00.000Z'],
    ['at office hours', '0 0 9-17 * * mon-Fri', '2026-11-23T09:00:00.000Z'],
    ['on days by number', '0 30 6 1,15 * *', '2026-12-01T06:30:00.000Z'],
    ['in a month by name', '0 0 0 1 January *', '2027-01-01T00:00:00.000Z'],
    ['every other hour of a range', '0 0 1-5/2 * * 2', '2026-11-24T01:00:00.000Z'],
  ])('%s', (_what, schedule, due) => {
    expect(toIso(dueAfter(schedule, NOON) ?? 0)).toBe(due);
  });

  it.each([
    ['a text that is none', 'at noon'],
    ['a value that there is not', '0 60 * * * *'],
    ['a step of nothing', '0 */0 * * * *'],
    ['a range from late to early', '0 0 9-8 * * *'],
    ['a day that never comes', '0 0 0 31 2 *'],
  ])('never by %s', (_what, schedule) => {
    expect(dueAfter(schedule, NOON)).toBeUndefined();
  });
});
