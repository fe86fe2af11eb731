/** What hardly ever changes is asked for once in a while, by each process for itself. */
import { type Clock, type Instant, minutes } from '../../time.ts';

/** How long it is not asked again when there was no answer. */
const NOT_TOLD_MS = minutes(5);

export interface RememberedOptions {
  readonly clock: Clock;
  /** How long an answer holds. */
  readonly keepMs: number;
}

/**
 * Answers to `ask` by key. Who asks while the answer is on its way gets the same; a failure counts as not told, since
 * whoever asks here goes on without the answer.
 */
export function createRemembered<T>({ clock, keepMs }: RememberedOptions) {
  const known = new Map<string, { readonly until: Instant; readonly told: Promise<T | undefined> }>();
  return (key: string, ask: () => Promise<T | undefined>): Promise<T | undefined> => {
    const now = clock.now();
    const held = known.get(key);
    if (held !== undefined && now < held.until) return held.told;
    const told = ask().catch(() => undefined);
    known.set(key, { until: now + keepMs, told });
    void told.then((answer) => answer ?? known.set(key, { until: now + Math.min(keepMs, NOT_TOLD_MS), told }));
    return told;
  };
}
