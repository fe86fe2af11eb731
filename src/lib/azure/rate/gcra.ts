/**
 * The generic cell rate algorithm, a leaky bucket as a meter: one instant says everything about a bucket. Pure.
 *
 * A bucket of `burst` tokens is filled by `ratePerSecond`, and a call uses one token. The theoretical arrival time (`tat`)
 * is when the bucket is full again.
 */
import type { Instant } from '../../time.ts';

export interface Limit {
  readonly ratePerSecond: number;
  /** The most calls that may be made at once, 1 or more. */
  readonly burst: number;
}

/** Milliseconds in which so many tokens come back. */
export function refillMs(tokens: number, { ratePerSecond }: Pick<Limit, 'ratePerSecond'>): number {
  return (tokens * 1000) / ratePerSecond;
}

/** Tokens in the bucket at `now`; below 0 when it was emptied ahead of time. */
export function tokensAt(tat: Instant, { ratePerSecond, burst }: Limit, now: Instant): number {
  return burst - (Math.max(0, tat - now) * ratePerSecond) / 1000;
}

/** The `tat` of a bucket that has so many tokens at `at`, unless it has fewer already. */
export function atMost(tat: Instant, limit: Limit, at: Instant, tokens: number): Instant {
  return Math.max(tat, at + refillMs(limit.burst - tokens, limit));
}

/** The `tat` after `tokens` were used at `at`. */
export function using(tat: Instant, limit: Limit, at: Instant, tokens: number): Instant {
  return Math.max(tat, at) + refillMs(tokens, limit);
}
