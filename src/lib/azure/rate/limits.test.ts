import { describe, expect, it } from 'vitest';
import { lanesOf, limits } from './limits.ts';

const CLOUDS = ['public', 'usgov', 'china'] as const;
const KINDS = ['read', 'write', 'delete'] as const;

describe('limits', () => {
  it.each([
    { cloud: 'public', kind: 'read', lane: 'onboarding', ratePerSecond: 12.5, burst: 125 },
    { cloud: 'public', kind: 'read', lane: 'discovery', ratePerSecond: 7.5, burst: 75 },
    { cloud: 'public', kind: 'read', lane: 'access', ratePerSecond: 5, burst: 50 },
    { cloud: 'public', kind: 'write', lane: 'onboarding', ratePerSecond: 8, burst: 160 },
    { cloud: 'public', kind: 'write', lane: 'access', ratePerSecond: 2, burst: 40 },
    { cloud: 'usgov', kind: 'delete', lane: 'access', ratePerSecond: 2, burst: 40 },
  ] as const)('in $cloud gives $lane $ratePerSecond $kind operations a second', ({ cloud, kind, lane, ...limit }) => {
    expect(limits(cloud, kind, lane)).toEqual(limit);
  });

  it.each([
    { kind: 'read', quota: 12_000 },
    { kind: 'write', quota: 1200 },
    { kind: 'delete', quota: 15_000 },
  ] as const)('in china lets all lanes make at most $quota $kind operations in any hour', ({ kind, quota }) => {
    const busiestHour = lanesOf(kind)
      .map((lane) => limits('china', kind, lane))
      .reduce((sum, { ratePerSecond, burst }) => sum + burst + ratePerSecond * 3600, 0);

    expect(busiestHour).toBeCloseTo(quota);
  });

  it.each(CLOUDS.flatMap((cloud) => KINDS.flatMap((kind) => lanesOf(kind).map((lane) => ({ cloud, kind, lane })))))(
    'gives $lane in $cloud a burst of whole $kind operations',
    ({ cloud, kind, lane }) => {
      const { burst } = limits(cloud, kind, lane);

      expect(Number.isInteger(burst) && burst >= 1).toBe(true);
    },
  );

  it('gives discovery no write', () => {
    expect(() => limits('public', 'write', 'discovery')).toThrow('has no share');
  });
});
