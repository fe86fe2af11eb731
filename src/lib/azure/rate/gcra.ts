/**
 * The generic cell rate algorithm, a leaky bucket as a meter: one instant says everything about a bucket. Pure.
 *
 * A slot is the right to make one call. A bucket of `burst` tokens is filled by `ratePerSecond`; `tat`, the theoretical
 * arrival time, is when it would be full again.
 */
import type { Instant } from '../../time.ts';

export interface Limit {
  readonly ratePerSecond: number;
  /** The most calls that may be made at once, 1 or more. */
  readonly burst: number;
}

export interface GcraState {
  readonly tat: Instant;
}

/** Slots taken together: number i (from 0) is at `firstSlotAt + i * spacingMs`; one in the past is free at once. */
export interface TakenSlots {
  readonly state: GcraState;
  readonly firstSlotAt: Instant;
  readonly spacingMs: number;
  /** Slot i keeps the limit only when used by `lapsesAt + i * spacingMs`. */
  readonly lapsesAt: Instant;
}

/** Milliseconds that one token takes to come back. */
const spacing = (limit: Limit): number => 1000 / limit.ratePerSecond;

/**
 * Takes `n` slots at `now`. With `holdMs` they may be used that much later than they fall due and still keep the limit:
 * the bucket counts them as used at the end of the hold, so it gives up to `holdMs` worth of its burst for it.
 */
export function take(state: GcraState, limit: Limit, now: Instant, n: number, holdMs = 0): TakenSlots {
  const spacingMs = spacing(limit);
  const start = Math.max(state.tat, now + holdMs);
  return {
    state: { tat: start + n * spacingMs },
    firstSlotAt: start - (limit.burst - 1) * spacingMs,
    spacingMs,
    lapsesAt: start,
  };
}

/** No slot before `until`, and from then on no burst: whoever was made to wait comes back at the rate, not in a heap. */
export function blockUntil(state: GcraState, limit: Limit, until: Instant): GcraState {
  return { tat: Math.max(state.tat, until + (limit.burst - 1) * spacing(limit)) };
}

/** The service says that `remaining` calls are left at `now`. It can only tighten: the configured limit stays. */
export function correct(state: GcraState, limit: Limit, now: Instant, remaining: number): GcraState {
  return { tat: Math.max(state.tat, now + (limit.burst - Math.max(remaining, 0)) * spacing(limit)) };
}
