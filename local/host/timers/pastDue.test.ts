import { describe, expect, it } from 'vitest';
import { startStatus } from './pastDue.ts';
import { parseSchedule } from './schedule.ts';

const hourly = parseSchedule('0 0 * * * *');
const at = (time: string): number => Date.parse(`2026-01-31T${time}Z`);
const now = at('09:30:00');

describe('a timer at the start of the host', () => {
  it('that was never seen is due at its next occurrence', () => {
    expect(startStatus(undefined, hourly, now)).toEqual({
      status: { last: undefined, next: at('10:00:00'), lastUpdated: now },
      changed: true,
      isPastDue: false,
    });
  });

  it.each([
    [
      'that ran in time is not past due',
      { last: at('09:00:00'), next: at('10:00:00'), lastUpdated: at('09:00:00') },
      false,
    ],
    ['that missed one is past due', { last: at('07:00:00'), next: at('08:00:00'), lastUpdated: at('07:00:00') }, true],
    [
      'that never ran and missed one is past due',
      { last: undefined, next: at('08:00:00'), lastUpdated: at('07:10:00') },
      true,
    ],
    [
      'of which nothing but the next is known is not past due',
      { last: undefined, next: at('10:00:00'), lastUpdated: undefined },
      false,
    ],
  ])('%s', (_, stored, isPastDue) => {
    expect(startStatus(stored, hourly, now)).toEqual({ status: stored, changed: false, isPastDue });
  });

  it('whose schedule changed is due at the new next occurrence, and not past due', () => {
    const stored = { last: at('07:00:00'), next: at('07:30:00'), lastUpdated: at('07:00:00') };

    expect(startStatus(stored, hourly, now)).toEqual({
      status: { last: undefined, next: at('10:00:00'), lastUpdated: now },
      changed: true,
      isPastDue: false,
    });
  });

  it('whose schedule changed but whose new occurrence is still to come keeps when it was last counted from', () => {
    const stored = { last: at('09:10:00'), next: at('09:40:00'), lastUpdated: at('09:10:00') };

    expect(startStatus(stored, hourly, now)).toEqual({
      status: { last: undefined, next: at('10:00:00'), lastUpdated: at('09:10:00') },
      changed: true,
      isPastDue: false,
    });
  });
});
