import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, isDay, isOver } from './day.ts';

describe('a day', () => {
  it.each(['2027-06-30', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('can be %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    '2027-02-29',
    '2027-02-30',
    '1900-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-06-31',
    '2027-6-30',
    '',
    'soon',
  ])('cannot be %j', (text) => {
    expect(isDay(text)).toBe(false);
  });

  it('lasts until its very end, in UTC', () => {
    expect(isOver('2027-06-30', Date.parse('2027-06-30T23:59:59.999Z'))).toBe(false);
    expect(isOver('2027-06-30', Date.parse('2027-07-01T00:00:00Z'))).toBe(true);
  });

  it('ends where the next one begins', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9998-12-31'), noInvalidDate: true }), (date) => {
        const day = date.toISOString().slice(0, 10);

        expect(isDay(day)).toBe(true);
        expect(isOver(day, date.getTime())).toBe(false);
        expect(endOf(day)).toBeGreaterThan(date.getTime());
      }),
    );
  });

  it('has no end where it is none', () => {
    expect(() => endOf('soon')).toThrow('"soon" is not a day, and was not checked.');
  });
});
