import { describe, expect, it } from 'vitest';
import { retryAfter, retryAfterOrUsual } from './retryAfter.ts';

/** 2026-11-15T10:00:00Z */
const NOW = 1_794_736_800_000;

describe('retryAfter', () => {
  it.each([
    { header: '17', at: NOW + 17_000 },
    { header: ' 0 ', at: NOW },
    { header: 'Sun, 15 Nov 2026 10:00:30 GMT', at: NOW + 30_000 },
    { header: 'Sun, 15 Nov 2026 09:00:00 GMT', at: NOW },
    { header: '86400', at: NOW + 3_600_000 },
    { header: 'Mon, 16 Nov 2026 10:00:00 GMT', at: NOW + 3_600_000 },
    { header: 'soon', at: undefined },
    { header: undefined, at: undefined },
  ])('reads $header', ({ header, at }) => {
    expect(retryAfter(header, NOW)).toBe(at);
  });

  it('waits ten seconds when the service does not say', () => {
    expect([retryAfterOrUsual(undefined, NOW), retryAfterOrUsual('3', NOW)]).toEqual([NOW + 10_000, NOW + 3000]);
  });
});
