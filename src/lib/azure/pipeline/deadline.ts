/**
 * Ends what takes too long. A function that waits for a silent service holds a worker, and the message behind it becomes
 * visible again while the first reader still waits.
 */
import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import { Failure } from '../../errors.ts';
import { seconds } from '../../time.ts';
import type { Sleep } from '../rate/backoff.ts';

export interface TimeLimit {
  readonly sleep: Sleep;
  readonly ms?: number;
}

/**
 * Ends an operation with all its attempts and waits, the one for a token included.
 *
 * @throws Failure transient `DeadlineExceeded`
 */
export function deadlinePolicy({ sleep, ms = seconds(60) }: TimeLimit): PipelinePolicy {
  return {
    name: 'deadlinePolicy',
    // The aborted signal stays on the request: what still runs in a policy must not send it afterwards.
    sendRequest: (request, next) => within(request, next, { sleep, ms }, 'DeadlineExceeded'),
  };
}

/**
 * Ends one attempt, so that a connection that died silently leaves time for another.
 *
 * @throws Failure transient `AttemptTimedOut`
 */
export function attemptLimitPolicy({ sleep, ms = seconds(30) }: TimeLimit): PipelinePolicy {
  return {
    name: 'attemptLimitPolicy',
    async sendRequest(request, next) {
      const { abortSignal } = request;
      try {
        return await within(request, next, { sleep, ms }, 'AttemptTimedOut');
      } finally {
        // The next attempt goes out with the same request object.
        delete request.abortSignal;
        if (abortSignal !== undefined) request.abortSignal = abortSignal;
      }
    },
  };
}

async function within(
  request: PipelineRequest,
  next: SendRequest,
  { sleep, ms }: Required<TimeLimit>,
  code: string,
): Promise<PipelineResponse> {
  const outer = request.abortSignal;
  const cut = new AbortController();
  const done = new AbortController();
  const passOn = (): void => cut.abort();
  if (outer?.aborted === true) passOn();
  outer?.addEventListener('abort', passOn);
  request.abortSignal = cut.signal;

  let expired: Failure | undefined;
  const expiry = async (): Promise<never> => {
    await sleep(ms, done.signal);
    expired = new Failure('transient', code, `No answer within ${ms / 1000} s.`);
    cut.abort();
    throw expired;
  };
  try {
    // A race, because not everything inside listens to the signal: a credential that hangs must not hold the caller.
    return await Promise.race([next(request), expiry()]);
  } catch (error) {
    // What does listen is faster than we are, and says only that it was aborted.
    throw expired ?? error;
  } finally {
    done.abort();
    outer?.removeEventListener('abort', passOn);
  }
}
