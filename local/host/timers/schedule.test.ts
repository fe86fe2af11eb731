import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from './schedule.ts';

const at = (iso: string): number => Date.parse(iso);

describe('a timer’s schedule', () => {
  it.each([
    ['0 */5 * * * *', '2026-01-31T09:31:00Z', '2026-01-31T09:35:00Z'],
    ['*/15 * * * *', '2026-01-31T09:45:00Z', '2026-01-31T10:00:00Z'],
    ['30 0 0 * * *', '2026-01-31T09:31:00Z', '2026-02-01T00:00:30Z'],
    ['0 5/20 * * * *', '2026-01-31T09:26:00Z', '2026-01-31T09:45:00Z'],
    ['0 0 9-17/4 * * *', '2026-01-31T09:31:00Z', '2026-01-31T13:00:00Z'],
    ['0 0 0 29 2 *', '2026-01-31T09:31:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 0 * * mon-fri', '2026-01-30T09:31:00Z', '2026-02-02T00:00:00Z'],
    ['0 0 0 1 JAN,jul *', '2026-01-31T09:31:00Z', '2026-07-01T00:00:00Z'],
    // Day and day of week must both match: the first 13th that is a Friday.
    ['0 0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-02-13T00:00:00Z'],
    ['00:10:00', '2026-01-31T09:31:07Z', '2026-01-31T09:41:07Z'],
    ['1.00:00:00', '2026-01-31T09:31:07Z', '2026-02-01T09:31:07Z'],
  ])('%s after %s occurs at %s', (text, after, next) => {
    expect(parseSchedule(text).next(at(after))).toBe(at(next));
  });

  it.each([
    ['', /1 fields/],
    ['* * * *', /4 fields/],
    ['* * * * * * *', /7 fields/],
    ['60 * * * * *', /second "60": write numbers 0-59/],
    ['0 0 24 * * *', /hour "24"/],
    ['0 0 0 0 * *', /day "0"/],
    ['0 0 0 L * *', /day "L"/],
    ['0 0 0 15W * *', /day "15W"/],
    ['0 0 0 * * 1#2', /day of week "1#2"/],
    ['0 0 0 ? * *', /day "\?"/],
    ['0 0 0 * * 7', /day of week "7"/],
    ['0 0 0 * 13 *', /month "13"/],
    ['0 30-10 * * * *', /minute "30-10"/],
    ['0 */0 * * * *', /minute "\*\/0"/],
    ['0 1,,2 * * * *', /minute ""/],
    ['0 0 0 30 2 *', /never occurs/],
    ['00:00:00', /no interval/],
    ['25:00:00', /no interval/],
  ])('%s is refused with its reason', (text, problem) => {
    expect(() => parseSchedule(text)).toThrow(problem);
  });

  it.each([
    ['*/20 * * * * *', false],
    ['0 * * * * *', true],
    ['0 */15 * * * *', true],
    ['00:00:59', false],
    ['00:01:00', true],
  ])('%s is monitored: %s', (text, monitorable) => {
    expect(parseSchedule(text).monitorable).toBe(monitorable);
  });

  it('gives the first matching second after any instant', () => {
    const instants = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 });

    fc.assert(
      fc.property(instants, minutes, fc.integer({ min: 0, max: 59 }), (after, list, second) => {
        const next = parseSchedule(`${second} ${list.join(',')} * * * *`).next(after);

        const matches = (ms: number): boolean =>
          list.includes(new Date(ms).getUTCMinutes()) && new Date(ms).getUTCSeconds() === second;
        const before = Array.from({ length: 3_700 }, (_, s) => (Math.floor(after / 1000) + 1 + s) * 1000);
        expect(next).toBe(before.find(matches));
      }),
      { numRuns: 50 },
    );
  });
});
