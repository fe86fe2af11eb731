/** Checks, independently of the algorithm, that calls keep a limit. */
import type { Instant } from '../../time.ts';
import type { Limit } from './gcra.ts';

/**
 * The greatest number of calls above `burst + rate * T` in any window of T, over all windows; 0 or less when the limit is
 * kept. A window that begins and ends at a call is the worst of its length, so those are enough.
 */
export function worstExcess(calls: readonly Instant[], limit: Limit): number {
  const sorted = calls.toSorted((a, b) => a - b);
  let worst = -limit.burst;
  for (const [first, from] of sorted.entries()) {
    for (const [last, to] of sorted.entries()) {
      const allowed = limit.burst + ((to - from) * limit.ratePerSecond) / 1000;
      if (last >= first) worst = Math.max(worst, last - first + 1 - allowed);
    }
  }
  return worst;
}
