/**
 * Ends requests that take too long. A function that waits for a silent service holds a worker, and the message behind it
 * becomes visible again while the first reader still waits.
 */
import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import { seconds } from '../../time.ts';
import type { Sleep } from '../rate/backoff.ts';
import { inTime } from './inTime.ts';

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

/** The request with a signal of its own, which its caller's aborts too. */
async function within(
  request: PipelineRequest,
  next: SendRequest,
  limit: Required<TimeLimit>,
  code: string,
): Promise<PipelineResponse> {
  const outer = request.abortSignal;
  const cut = new AbortController();
  const passOn = (): void => cut.abort();
  if (outer?.aborted === true) passOn();
  outer?.addEventListener('abort', passOn);
  request.abortSignal = cut.signal;
  try {
    return await inTime(limit, code, () => next(request), cut);
  } finally {
    outer?.removeEventListener('abort', passOn);
  }
}
