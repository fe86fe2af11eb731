/** Counts of this process. */
import type { CountedCall, Counter } from './count.ts';

export interface MemoryCounter extends Counter {
  /** All counts so far, most frequent first. */
  snapshot(): (CountedCall & { readonly count: number })[];
}

/** A counter that begins at nothing. */
export function createMemoryCounter(): MemoryCounter {
  const counts = new Map<string, CountedCall & { readonly count: number }>();
  return {
    count(call) {
      const key = JSON.stringify([call.service, call.operation, call.status]);
      counts.set(key, { ...call, count: (counts.get(key)?.count ?? 0) + 1 });
    },
    snapshot: () => [...counts.values()].toSorted((a, b) => b.count - a.count),
  };
}
