import { expect, it } from 'vitest';
import { hours, minutes, seconds, span, toPeople } from './time.ts';

it.each([
  [hours(24), '24 hours'],
  [hours(1), '1 hour'],
  [minutes(90), '90 minutes'],
  [minutes(10), '10 minutes'],
  [minutes(1), '1 minute'],
  [seconds(90), '90 seconds'],
  [0, '0 seconds'],
])('%d ms are %s', (ms, words) => {
  expect(span(ms)).toBe(words);
});

it('tells people a time to the minute', () => {
  expect(toPeople(Date.UTC(2026, 10, 22, 12, 10, 59))).toBe('2026-11-22 12:10 UTC');
});
