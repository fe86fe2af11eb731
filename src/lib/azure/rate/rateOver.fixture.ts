/** Shared rates for tests. */
import type { Instant } from '../../time.ts';
import type { Limit } from './gcra.ts';
import type { Lane, LaneLimits } from './limits.ts';
import type { RateStore } from './rateStore.ts';
import { createSharedRate, type RateKey, type SharedRate } from './sharedRate.ts';
import type { VirtualTime } from './virtualTime.fixture.ts';

export const KEY: RateKey = { subscriptionId: 'aaaa', kind: 'write', lane: 'onboarding' };

/** Blocks of 8 slots, 125 ms apart. */
export const EIGHT_A_SECOND: Limit = { ratePerSecond: 8, burst: 40 };

/** A store that counts its writes. */
export function watched(store: RateStore): RateStore & { readonly writes: () => number } {
  let writes = 0;
  return {
    read: (key) => store.read(key),
    write(key, row, etag) {
      writes += 1;
      return store.write(key, row, etag);
    },
    writes: () => writes,
  };
}

/** The limit for lanes with these shares of the rate, which reserve half of that share of the burst, lend and borrow. */
export function shared(whole: Limit, shares: Partial<Record<Lane, number>>): LaneLimits {
  const lanes = Object.entries(shares).map(([lane, share]) => [
    lane,
    { ratePerSecond: whole.ratePerSecond * share, burst: (whole.burst * share) / 2, borrows: true },
  ]);
  return { whole, lanes: Object.fromEntries(lanes) };
}

/** The limit of a lane that has all of it. */
export const alone = (limit: Limit): LaneLimits => shared(limit, { onboarding: 1 });

/** One instance of the app; instances with different seeds have different luck. */
export function rateOver(
  store: RateStore,
  time: VirtualTime,
  limits: LaneLimits = alone(EIGHT_A_SECOND),
  seed = 1,
): SharedRate {
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return createSharedRate({ store, clock: time.clock, limits: () => limits, random, sleep: time.sleep });
}

/** `n` slots, asked for at once. */
export function takeMany(rate: SharedRate, n: number, key: RateKey = KEY): Promise<Instant[]> {
  return Promise.all(Array.from({ length: n }, () => rate.take(key)));
}
