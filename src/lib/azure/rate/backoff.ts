/**
 * Waiting before another try: how long, and how to wait so that a caller who has given up does not go on.
 */

/** A number from 0 up to, not including, 1. */
export type Random = () => number;

/** Ends after `ms` milliseconds, or as soon as `signal` is aborted (by rejecting or by ending early). */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Milliseconds to wait after the failed try number `attempt` (from 0): doubles up to the longest, and half of it is
 * chance, so that those who failed together do not come back together.
 */
export function backoffMs(attempt: number, { firstMs, longestMs }: Backoff, random: Random): number {
  const full = Math.min(firstMs * 2 ** attempt, longestMs);
  return full / 2 + (full / 2) * random();
}

/** Waits, and throws the signal's reason when it was aborted meanwhile. */
export async function pause(sleep: Sleep, ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, signal);
  signal?.throwIfAborted();
}
