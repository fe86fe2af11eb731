/** What a run must live with, and what it waits for. */
import { Failure } from '../../errors.ts';

/**
 * The failure that is to be lived with. Thrown on is what may go well another time: what is over the rate and, while
 * `mayRetry`, what is transient; and what nobody expected.
 */
export function finalFailure(error: unknown, mayRetry: boolean): Failure {
  if (!(error instanceof Failure) || error.kind === 'throttled') throw error;
  if (error.kind === 'transient' && mayRetry) throw error;
  return error;
}
