/**
 * The time that the simulated cloud lives on. Its rules never read the clock of the machine, so that the same rules run
 * behind real servers and through years in a second of a test.
 */

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
  readonly fn: () => void;
}

/** A clock that stands at `startMs` until `advance` is called. */
export function virtualTime(startMs: number): VirtualTime {
  let now = startMs;
  const planned: Planned[] = [];

  return {
    now: () => now,
    after(ms, fn) {
      const entry: Planned = { at: now + Math.max(0, ms), fn };
      planned.splice(placeOf(planned, entry.at), 0, entry);
      return () => {
        const index = planned.indexOf(entry);
        if (index >= 0) planned.splice(index, 1);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let first = planned[0]; first !== undefined && first.at <= end; first = planned[0]) {
        planned.shift();
        now = first.at;
        first.fn();
      }
      now = end;
    },
    next: () => planned[0]?.at,
  };
}

/** Where an entry due at `at` belongs: behind everything due at the same instant or before. */
function placeOf(planned: readonly Planned[], at: number): number {
  let low = 0;
  let high = planned.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((planned[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
