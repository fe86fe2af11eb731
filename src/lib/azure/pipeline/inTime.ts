/** A limit for the time that something may take. */
import { Failure } from '../../errors.ts';
import type { Sleep } from '../rate/backoff.ts';

/**
 * What `run` answers, if it does so in time; else `cut` is aborted, and with it whatever in there listens.
 *
 * @throws Failure transient with this code
 */
export async function inTime<T>(
  { sleep, ms }: { readonly sleep: Sleep; readonly ms: number },
  code: string,
  run: (signal: AbortSignal) => Promise<T>,
  cut: AbortController = new AbortController(),
): Promise<T> {
  const done = new AbortController();
  let expired: Failure | undefined;
  const expiry = async (): Promise<never> => {
    await sleep(ms, done.signal);
    expired = new Failure('transient', code, `No answer within ${ms / 1000} s.`);
    cut.abort();
    throw expired;
  };
  try {
    // A race, because not everything inside listens to the signal: a credential that hangs must not hold the caller.
    return await Promise.race([run(cut.signal), expiry()]);
  } catch (error) {
    // What does listen is faster than we are, and says only that it was aborted.
    throw expired ?? error;
  } finally {
    done.abort();
  }
}
