/**
 * The rate of calls to ARM, shared by every instance of the app and by everybody inside one.
 */
import type { Clock, Instant } from '../../time.ts';
import type { Random, Sleep } from './backoff.ts';
import type { Limit } from './gcra.ts';
import type { Lane, OperationKind } from './limits.ts';
import { createProcessRate, type ProcessRate } from './processRate.ts';
import { type RateKey, type RateStore, rateKeyText } from './rateStore.ts';

export interface SharedRate {
  /**
   * Reserves a slot: the instant from which one call may be made, at once when it is not after now. It belongs to the
   * caller, who may come back with it; one that is not used lapses.
   *
   * @throws Failure transient `RateUnavailable`: without the store there is no call.
   */
  take(key: RateKey): Promise<Instant>;
  /**
   * The service asked to wait: nobody gets a slot before `until`, in this process at once, elsewhere with the next block.
   *
   * @throws Failure transient `RateUnavailable`; this process waits all the same.
   */
  penalise(key: RateKey, until: Instant): Promise<void>;
  /** The service says how many calls are left to this principal. It makes the next block tighter, never looser. */
  report(key: RateKey, remaining: number): void;
  /** Until when everybody waits, as far as this process knows; slots reserved before it are void. */
  blockedUntil(key: RateKey): Instant;
}

export interface SharedRateDeps {
  readonly store: RateStore;
  readonly clock: Clock;
  readonly limits: (kind: OperationKind, lane: Lane) => Limit;
  readonly random: Random;
  readonly sleep: Sleep;
  /** Milliseconds' worth of slots that one update of the store takes. */
  readonly blockMs?: number;
}

/** The shared rate over `store`; make one per process. */
export function createSharedRate({ limits, blockMs = 1000, ...deps }: SharedRateDeps): SharedRate {
  const rates = new Map<string, ProcessRate>();

  function rateOf(key: RateKey): ProcessRate {
    const text = rateKeyText(key);
    const known = rates.get(text);
    if (known !== undefined) return known;
    const created = createProcessRate({ ...deps, blockMs }, key, limits(key.kind, key.lane));
    rates.set(text, created);
    return created;
  }

  return {
    take: (key) => rateOf(key).take(),
    penalise: (key, until) => rateOf(key).penalise(until),
    report: (key, remaining) => rateOf(key).report(remaining),
    blockedUntil: (key) => rateOf(key).blockedUntil(),
  };
}
