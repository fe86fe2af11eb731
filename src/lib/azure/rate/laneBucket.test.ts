import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours, type Instant } from '../../time.ts';
import {
  block,
  caughtUp,
  correct,
  type Demand,
  grant,
  type LaneBucket,
  LONGEST_BLOCK_MS,
  laneIn,
  UNUSED_BUCKET,
} from './laneBucket.ts';
import { worstExcess } from './limitKept.fixture.ts';
import { type Lane, lanesOf, limits } from './limits.ts';

const NOW = 1_800_000_000_000;
const CHINA = limits('china', 'write');
const READS = limits('public', 'read');

const fresh = (n: number): Demand => ({ returning: 0, early: 0, fresh: n, spare: 0, holdMs: 0 });

/** How many calls a lane makes at `now` when it wants many. */
function burst(bucket: LaneBucket, lane: Lane, now: Instant, of = CHINA) {
  const { slots, bucket: after } = grant(bucket, of, lane, now, { ...fresh(0), returning: 1000 });
  return { slots, after: { ...after, at: now } };
}

/** When the last of `n` calls may be made that come back at their turns, with nobody else at work. */
function lastOf(n: number, lane: Lane): Instant {
  let { bucket, slots, turns } = grant(UNUSED_BUCKET, CHINA, lane, NOW, fresh(n));
  let made = slots;
  let waiting = [...turns];
  let now = NOW;
  while (made < n) {
    now = Math.min(...waiting);
    const due = waiting.filter((turn) => turn <= now);
    const later = waiting.filter((turn) => turn > now);
    ({ bucket, slots, turns } = grant(bucket, CHINA, lane, now, { ...fresh(0), returning: due.length }));
    made += slots;
    waiting = [...later, ...turns];
  }
  return now - NOW;
}

describe('an idle lane', () => {
  it('lends access what onboarding does not use: 100 writes in 21Vianet take minutes, not 23', () => {
    expect(lastOf(100, 'access')).toBeLessThan(210_000);
  });

  it('lends onboarding what access does not use, too', () => {
    const alone = (100 - 60 * 0.8) * (3600 / (1140 * 0.8)) * 1000;

    expect(lastOf(100, 'onboarding')).toBeLessThan(alone);
  });

  it('finds its reserve full the moment it has work', () => {
    const { after } = burst(UNUSED_BUCKET, 'onboarding', NOW);

    expect(burst(after, 'access', NOW).slots).toBe(12);
  });

  it('gets its own rate back at once', () => {
    let bucket = burst(burst(UNUSED_BUCKET, 'onboarding', NOW).after, 'access', NOW).after;
    const made = { onboarding: 0, access: 0 };
    for (let at = NOW; at <= NOW + hours(1); at += 1000) {
      for (const lane of ['onboarding', 'access'] as const) {
        const { slots, after } = burst(bucket, lane, at);
        made[lane] += slots;
        bucket = after;
      }
    }

    // A fifth of 1,140 writes an hour.
    expect(made.access).toBeGreaterThanOrEqual(227);
    expect(made.onboarding).toBeGreaterThanOrEqual(911);
  });
});

describe('discovery', () => {
  it('has no use of what others leave: forged ids have their own reads and no more', () => {
    expect(burst(UNUSED_BUCKET, 'discovery', NOW, READS).slots).toBe(75);
  });

  it('lends what it does not use', () => {
    const shares = 250 * 0.5;

    expect(burst(UNUSED_BUCKET, 'onboarding', NOW, READS).slots).toBe(125);
    expect(burst(UNUSED_BUCKET, 'access', NOW, READS).slots).toBeLessThanOrEqual(shares);
  });

  it('has no writes', () => {
    expect(() => burst(UNUSED_BUCKET, 'discovery', NOW)).toThrow('has no share');
  });
});

describe('turns', () => {
  it('go to those who got no slot, one after the other', () => {
    const { slots, turns } = grant(UNUSED_BUCKET, limits('public', 'write'), 'access', NOW, fresh(125));

    expect(slots).toBe(120);
    expect(turns.map((turn) => turn - NOW)).toEqual([100, 200, 300, 400, 500]);
  });

  it('are kept: who comes anew does not overtake', () => {
    const { bucket, turns } = grant(UNUSED_BUCKET, CHINA, 'access', NOW, fresh(38));
    const later = turns[0] ?? 0;

    const newcomer = grant(bucket, CHINA, 'access', later, fresh(1));
    const returning = grant(newcomer.bucket, CHINA, 'access', later, { ...fresh(0), returning: 1 });

    expect([newcomer.slots, returning.slots]).toEqual([0, 1]);
    expect(newcomer.turns[0]).toBeGreaterThan(turns[1] ?? 0);
  });

  it.each([
    { title: 'is served when the others have left much', onboarding: 0, slots: 1 },
    { title: 'is not while others are due', onboarding: 48, slots: 0 },
  ])('who comes before the turn $title', ({ onboarding, slots }) => {
    const busy = grant(UNUSED_BUCKET, CHINA, 'onboarding', NOW, fresh(onboarding)).bucket;
    const queued = grant(busy, CHINA, 'access', NOW, fresh(100)).bucket;

    const early = grant(queued, CHINA, 'access', NOW + 10_000, { ...fresh(0), early: 1 });

    expect([early.slots, early.turns]).toEqual([slots, []]);
  });

  it('go to everybody without a slot who has none, whoever came early', () => {
    const { slots, turns } = grant(UNUSED_BUCKET, CHINA, 'access', NOW, { ...fresh(10), returning: 10, early: 20 });

    expect([slots, turns.length]).toEqual([36, 4]);
  });

  it('come at the own rate while the others are at work', () => {
    const busy = burst(UNUSED_BUCKET, 'onboarding', NOW).after;
    const { turns } = grant(busy, CHINA, 'access', NOW, fresh(14));

    expect((turns[1] ?? 0) - (turns[0] ?? 0)).toBeCloseTo(3600_000 / (1140 * 0.2), -1);
  });
});

describe('block', () => {
  it('lets a lane make no call before the end, and brings it back at its own rate, without a burst', () => {
    const until = NOW + 60_000;
    const blocked = block(UNUSED_BUCKET, READS, 'access', until, NOW);

    const { slots, turns } = grant(blocked, READS, 'access', NOW, fresh(3));
    const after = burst(blocked, 'access', until + 1000, READS);

    expect([slots, turns.map((turn) => turn - until)]).toEqual([0, [0, 200, 400]]);
    expect(after.slots).toBe(6);
  });

  it('holds up no other lane', () => {
    const blocked = block(UNUSED_BUCKET, READS, 'onboarding', NOW + 60_000, NOW);

    expect(burst(blocked, 'access', NOW, READS).slots).toBeGreaterThanOrEqual(50);
  });

  it('never lasts longer than an hour, whatever is stored', () => {
    const blocked = block(UNUSED_BUCKET, READS, 'access', NOW + hours(24), NOW);

    expect(laneIn(blocked, 'access', NOW).blockedUntil).toBe(NOW + LONGEST_BLOCK_MS);
  });
});

describe('correct', () => {
  it.each([
    { remaining: 100, access: 20 },
    { remaining: 0, access: 0 },
    { remaining: -3, access: 0 },
    { remaining: 16_499, access: 50 },
  ])('with $remaining reads remaining leaves $access of them to access', ({ remaining, access }) => {
    const corrected = correct(UNUSED_BUCKET, READS, NOW, remaining);
    const after = burst(corrected, 'onboarding', NOW, READS).after;

    expect(burst(after, 'access', NOW, READS).slots).toBe(access);
  });

  it('makes all lanes together use no more than what remains', () => {
    let bucket = correct(UNUSED_BUCKET, READS, NOW, 40);
    let made = 0;
    for (const lane of lanesOf('read')) {
      const { slots, after } = burst(bucket, lane, NOW, READS);
      made += slots;
      bucket = after;
    }

    expect(made).toBeLessThanOrEqual(40);
  });
});

describe('a state that a clock five hours ahead has written', () => {
  const ahead = NOW + hours(5);

  it('holds nobody up for five hours', () => {
    const { after } = burst(UNUSED_BUCKET, 'access', ahead);
    const blocked = { ...block(after, CHINA, 'onboarding', ahead + 30_000, ahead), at: ahead };

    const seen = caughtUp(blocked, NOW);

    expect(laneIn(seen, 'onboarding', NOW).blockedUntil).toBe(NOW + 30_000);
    expect(burst(seen, 'access', NOW + hours(1)).slots).toBeGreaterThanOrEqual(12);
  });

  it('is kept as it is where clocks differ by seconds', () => {
    const { after } = burst(UNUSED_BUCKET, 'access', NOW + 5000);

    expect(caughtUp(after, NOW)).toBe(after);
  });
});

describe('over any sequence of requests', () => {
  const anyRequests = fc.array(
    fc.record({
      wait: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
      lane: fc.constantFrom(...lanesOf('read')),
      returning: fc.nat({ max: 20 }),
      early: fc.nat({ max: 20 }),
      fresh: fc.nat({ max: 60 }),
      spare: fc.nat({ max: 10 }),
      lateness: fc.double({ min: 0, max: 1, noNaN: true }),
      holdMs: fc.constantFrom(0, 1000),
    }),
    { minLength: 1, maxLength: 30 },
  );
  const anyCloud = fc.constantFrom('public' as const, 'china' as const);

  it('the lanes together keep the limit, however late held slots are used', () => {
    fc.assert(
      fc.property(anyCloud, anyRequests, (cloud, requests) => {
        const shared = limits(cloud, 'read');
        const calls: number[] = [];
        let now = NOW;
        let bucket = UNUSED_BUCKET;
        for (const { wait, lane, lateness, ...demand } of requests) {
          now += wait;
          const granted = grant(bucket, shared, lane, now, demand);
          bucket = granted.bucket;
          for (let i = 0; i < granted.slots; i += 1) {
            const latest = Math.max(now, granted.lapsesAt + i * granted.spacingMs);
            calls.push(now + (latest - now) * lateness);
          }
        }

        // Two milliseconds' worth: rows hold whole ones.
        expect(worstExcess(calls, shared.whole)).toBeLessThan(0.051);
      }),
    );
  });

  it('each lane finds what it has not used of its own share', () => {
    fc.assert(
      fc.property(anyCloud, anyRequests, (cloud, requests) => {
        const shared = limits(cloud, 'read');
        const mine = { burst: shared.whole.burst * 0.2, ratePerSecond: shared.whole.ratePerSecond * 0.2 };
        let now = NOW;
        let bucket = UNUSED_BUCKET;
        // What access is due, by its own share alone: counted here, without the bucket.
        let due = mine.burst;
        for (const { wait, lane, returning, spare } of requests) {
          now += wait;
          due = Math.min(mine.burst, due + (wait * mine.ratePerSecond) / 1000);
          const granted = grant(bucket, shared, lane, now, { returning, early: 0, fresh: 0, spare, holdMs: 0 });
          bucket = granted.bucket;
          if (lane !== 'access') continue;
          expect(granted.slots).toBeGreaterThanOrEqual(Math.min(returning, Math.floor(due - 0.1)));
          due = Math.max(0, due - granted.slots);
        }
      }),
    );
  });
});
