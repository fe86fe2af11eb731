/** The shortest time between two looks at an empty queue, in milliseconds. */
const SHORTEST_MS = 100;

/**
 * How long to wait, in milliseconds, after a queue was found empty so many times in a row: doubling from 100 ms, ±20 %
 * so that the queues of an app do not march in step, never more than `longestMs` (the SDK's
 * `RandomizedExponentialBackoffStrategy`).
 *
 * @param random 0 to 1
 */
export function pollDelay(emptyLooks: number, longestMs: number, random: number): number {
  if (emptyLooks <= 1) return Math.min(SHORTEST_MS, longestMs);
  const growth = SHORTEST_MS * 2 ** Math.min(emptyLooks - 2, 30) * (0.8 + 0.4 * random);
  return Math.min(SHORTEST_MS + growth, longestMs);
}
