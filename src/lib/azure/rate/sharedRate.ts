/**
 * The rate of calls to ARM, shared by every instance of the app and by everybody inside one.
 */
import type { Clock, Instant } from '../../time.ts';
import type { Random, Sleep } from './backoff.ts';
import type { Lane, LaneLimits, OperationKind } from './limits.ts';
import { createProcessRate, type ProcessRate } from './processRate.ts';
import { type BucketKey, bucketKeyText, type RateStore } from './rateStore.ts';

/** Whose call, and of which bucket it takes. */
export interface RateKey extends BucketKey {
  readonly lane: Lane;
}

export interface SharedRate {
  /**
   * Asks for a slot, the right to make one call now. Answers an instant that is not after now when there is one, else when it
   * is this caller's turn: who comes back with it (`turn`) goes before those who come anew. A slot that is not used lapses.
   *
   * @throws Failure transient `RateUnavailable`: without the store there is no call.
   */
  take(key: RateKey, turn?: Instant): Promise<Instant>;
  /**
   * The service asked to wait: no call of these lanes before `until`, in this process at once, elsewhere with the next block.
   *
   * @throws Failure transient `RateUnavailable`; this process waits all the same.
   */
  penalise(key: BucketKey, lanes: readonly Lane[], until: Instant): Promise<void>;
  /** The service says how many calls are left to this principal. It makes the next block tighter, never looser. */
  report(key: BucketKey, remaining: number): void;
}

export interface SharedRateDeps {
  readonly store: RateStore;
  readonly clock: Clock;
  readonly limits: (kind: OperationKind) => LaneLimits;
  readonly random: Random;
  readonly sleep: Sleep;
  /** Milliseconds' worth of slots that one update of the store takes. */
  readonly blockMs?: number;
}

/** The shared rate over `store`; make one per process. */
export function createSharedRate({ limits, blockMs = 1000, ...deps }: SharedRateDeps): SharedRate {
  const rates = new Map<string, ProcessRate>();

  function rateOf({ subscriptionId, kind }: BucketKey): ProcessRate {
    const key = { subscriptionId, kind };
    const text = bucketKeyText(key);
    const known = rates.get(text);
    if (known !== undefined) return known;
    const created = createProcessRate({ ...deps, blockMs }, key, limits(kind));
    rates.set(text, created);
    return created;
  }

  return {
    take: (key, turn) => rateOf(key).take(key.lane, turn),
    penalise: (key, lanes, until) => rateOf(key).penalise(lanes, until),
    report: (key, remaining) => rateOf(key).report(remaining),
  };
}
