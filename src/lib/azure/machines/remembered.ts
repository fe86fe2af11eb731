/** What hardly ever changes is asked for once in a while, by each process for itself. */
import { type Clock, type Instant, isRecent, minutes } from '../../time.ts';

/** How long it is not asked again when there was no answer. */
const NOT_TOLD_MS = minutes(5);

export interface RememberedOptions<T> {
  readonly clock: Clock;
  /** How long an answer holds. */
  readonly keepMs: number | ((answer: T) => number);
}

/**
 * Answers to `ask` by key. Who asks while the answer is on its way gets the same; a failure counts as not told, since
 * whoever asks here goes on without the answer. With `anew` it is asked for whatever is known.
 */
export function createRemembered<T>({ clock, keepMs }: RememberedOptions<T>) {
  const known = new Map<
    string,
    { readonly at: Instant; readonly keepMs: number; readonly told: Promise<T | undefined> }
  >();
  const kept = typeof keepMs === 'number' ? () => keepMs : keepMs;
  const keptWithout = typeof keepMs === 'number' ? Math.min(keepMs, NOT_TOLD_MS) : NOT_TOLD_MS;
  return (key: string, ask: () => Promise<T | undefined>, anew = false): Promise<T | undefined> => {
    const at = clock.now();
    const held = known.get(key);
    if (!anew && held !== undefined && isRecent(held.at, held.keepMs, at)) return held.told;
    const told = ask().catch(() => undefined);
    known.set(key, { at, keepMs: Number.POSITIVE_INFINITY, told });
    void told.then((answer) => {
      // Somebody may have asked anew meanwhile.
      if (known.get(key)?.told !== told) return;
      known.set(key, { at, keepMs: answer === undefined ? keptWithout : kept(answer), told });
    });
    return told;
  };
}
