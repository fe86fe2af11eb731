/** How calls are made for somebody who waits for them at a terminal: no queue brings them back later. */
import { Failure, Throttled } from '../../errors.ts';
import { type Clock, type Instant, seconds } from '../../time.ts';

const TRIES = 3;
const PAUSE_MS = seconds(2);

export interface Patience {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** Takes a line of progress, for people who wait. */
  readonly progress?: (line: string) => void;
}

/**
 * Waits out what is over the rate for as long as it takes, and what fails some times. The work is told whether a transient
 * failure is tried again, and the slot that the last refusal has reserved for it.
 */
export async function patiently<T>(
  work: (mayRetry: boolean, slot?: Instant) => Promise<T>,
  what: string,
  { clock, sleep, progress }: Patience,
): Promise<T> {
  let slot: Instant | undefined;
  for (let attempt = 1; ; ) {
    try {
      return await work(attempt < TRIES, slot);
    } catch (error) {
      if (error instanceof Throttled) {
        progress?.(`${what}: the service asks to wait`);
        slot = error.slot;
        await sleep(Math.max(slot - clock.now(), 0));
        continue;
      }
      if (!(error instanceof Failure) || error.kind !== 'transient' || attempt >= TRIES) throw error;
      progress?.(`${what}: once more (${error.code})`);
      attempt += 1;
      // A slot is good for one call.
      slot = undefined;
      await sleep(PAUSE_MS);
    }
  }
}
