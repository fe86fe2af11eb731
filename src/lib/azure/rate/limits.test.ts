import { describe, expect, it } from 'vitest';
import { lanesOf, limits } from './limits.ts';

const CLOUDS = ['public', 'usgov', 'china'] as const;
const KINDS = ['read', 'write', 'delete'] as const;
const EVERYWHERE = CLOUDS.flatMap((cloud) => KINDS.map((kind) => ({ cloud, kind })));

describe('limits', () => {
  it.each([
    { cloud: 'public', kind: 'read', lane: 'onboarding', ratePerSecond: 12.5, burst: 62.5 },
    { cloud: 'public', kind: 'read', lane: 'discovery', ratePerSecond: 7.5, burst: 75 },
    { cloud: 'public', kind: 'read', lane: 'access', ratePerSecond: 5, burst: 50 },
    { cloud: 'public', kind: 'write', lane: 'onboarding', ratePerSecond: 8, burst: 80 },
    { cloud: 'public', kind: 'write', lane: 'access', ratePerSecond: 2, burst: 40 },
    { cloud: 'usgov', kind: 'delete', lane: 'access', ratePerSecond: 2, burst: 40 },
  ] as const)('in $cloud leaves $lane $ratePerSecond $kind operations a second', ({ cloud, kind, lane, ...limit }) => {
    expect(limits(cloud, kind).lanes[lane]).toMatchObject(limit);
  });

  it.each([
    { kind: 'read', quota: 12_000 },
    { kind: 'write', quota: 1200 },
    { kind: 'delete', quota: 15_000 },
  ] as const)('in china lets all lanes make at most $quota $kind operations in any hour', ({ kind, quota }) => {
    const { ratePerSecond, burst } = limits('china', kind).whole;

    expect(burst + ratePerSecond * 3600).toBeCloseTo(quota);
  });

  it.each(EVERYWHERE)(
    'shares out the whole rate of $kind operations in $cloud, and no more burst than there is',
    (it) => {
      const { whole, lanes } = limits(it.cloud, it.kind);
      const sum = (of: 'ratePerSecond' | 'burst') =>
        lanesOf(it.kind).reduce((total, lane) => total + (lanes[lane]?.[of] ?? 0), 0);

      expect(sum('ratePerSecond')).toBeCloseTo(whole.ratePerSecond);
      expect(sum('burst')).toBeLessThanOrEqual(whole.burst);
    },
  );

  it('gives discovery no write', () => {
    expect(limits('public', 'write').lanes.discovery).toBeUndefined();
  });
});
