/** Time for tests: stands still until it is told to move, and wakes the sleepers on the way in order. */
import type { Clock, Instant } from '../../time.ts';
import type { Sleep } from './backoff.ts';

export interface VirtualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Moves ahead by `ms`, letting everything that is due, and what follows from it, happen on the way. */
  advance(ms: number): Promise<void>;
  /** Milliseconds that sleepers still wait for, shortest first. */
  sleeping(): number[];
}

interface Sleeper {
  readonly at: Instant;
  readonly wake: () => void;
}

/** A virtual time that begins at `start`. */
export function virtualTime(start: Instant = 1_800_000_000_000): VirtualTime {
  let now = start;
  let sleepers: Sleeper[] = [];

  const due = (until: Instant): Sleeper | undefined =>
    sleepers.filter((sleeper) => sleeper.at <= until).toSorted((a, b) => a.at - b.at)[0];

  return {
    clock: { now: () => now },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let next = due(until); next !== undefined; next = due(until)) {
        now = next.at;
        sleepers = sleepers.filter((other) => other !== next);
        next.wake();
        await settled();
      }
      now = until;
    },
    sleeping: () => sleepers.map(({ at }) => at - now).toSorted((a, b) => a - b),
  };
}

/** Lets every promise that can settle without outside help do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
