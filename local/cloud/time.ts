/**
 * The time that the simulated cloud lives on. Its rules never read the clock of the machine, so that the same rules run
 * behind real servers and through years in a second of a test.
 */

import { heapOf } from './heap.ts';

/** The present, and things that happen later. Instants are epoch milliseconds. */
export interface Time {
  now(): number;
  /** Runs `fn` once, `ms` from now at the earliest; never before this call returns. The answer calls it off. */
  after(ms: number, fn: () => void): () => void;
}

/** Time of the machine, with a way to let go of everything still planned. */
export interface RealTime extends Time {
  stop(): void;
}

/** Time that only moves when told to. */
export interface VirtualTime extends Time {
  /** Moves `ms` ahead and runs what falls due on the way, in order of instant, then of planning. */
  advance(ms: number): void;
  /** The instant of the next planned thing, or undefined when nothing is planned. */
  next(): number | undefined;
}

/** The longest delay that setTimeout keeps; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The clock and the timers of this machine. */
export function realTime(): RealTime {
  const planned = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    after(ms, fn) {
      const timer = setTimeout(
        () => {
          planned.delete(timer);
          fn();
        },
        Math.min(ms, LONGEST_TIMEOUT_MS),
      );
      planned.add(timer);
      return () => {
        clearTimeout(timer);
        planned.delete(timer);
      };
    },
    stop() {
      for (const timer of planned) clearTimeout(timer);
      planned.clear();
    },
  };
}

interface Planned {
  readonly at: number;
  /** Number of the planning: what falls due at the same instant runs in this order. */
  readonly turn: number;
  fn: (() => void) | undefined;
}

/** A clock that stands at `startMs` until `advance` is called. */
export function virtualTime(startMs: number): VirtualTime {
  let now = startMs;
  let turns = 0;
  const planned = heapOf<Planned>((a, b) => a.at - b.at || a.turn - b.turn);

  /** The first entry that has not been called off. */
  function first(): Planned | undefined {
    while (planned.first() !== undefined && planned.first()?.fn === undefined) planned.take();
    return planned.first();
  }

  return {
    now: () => now,
    after(ms, fn) {
      const entry: Planned = { at: now + Math.max(0, ms), turn: turns++, fn };
      planned.add(entry);
      return () => {
        entry.fn = undefined;
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let entry = first(); entry !== undefined && entry.at <= end; entry = first()) {
        planned.take();
        now = entry.at;
        entry.fn?.();
      }
      now = end;
    },
    next: () => first()?.at,
  };
}
