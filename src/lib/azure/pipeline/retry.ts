/**
 * Tries again what failed by accident. In place of the SDK's own policy, which waits for any `Retry-After` without bound
 * and keeps a function hanging; whoever is throttled goes back to the queue instead (see rate.ts).
 */
import {
  isRestError,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { Failure } from '../../errors.ts';
import { backoffMs, pause, type Random, type Sleep } from '../rate/backoff.ts';
import { nativeSignal } from './nativeSignal.ts';
import { operationKind } from './operation.ts';

const MOST_RETRIES = 2;
const BACKOFF = { firstMs: 500, longestMs: 5000 };
const ACCIDENTS = new Set([408, 500, 502, 503, 504]);

export interface RetryDeps {
  readonly random: Random;
  readonly sleep: Sleep;
}

type Outcome = { readonly response: PipelineResponse } | { readonly error: unknown };

/** Retries reads twice at most; the last answer or error is passed on as it came. */
export function retryPolicy({ random, sleep }: RetryDeps): PipelinePolicy {
  return {
    name: 'retryPolicy',
    async sendRequest(request, next) {
      const signal = nativeSignal(request);
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await outcomeOf(next(request));
        if (attempt === MOST_RETRIES || !isRead(request) || !isAccident(outcome)) return resultOf(outcome);
        await pause(sleep, backoffMs(attempt, BACKOFF, random), signal);
      }
    },
  };
}

async function outcomeOf(sent: Promise<PipelineResponse>): Promise<Outcome> {
  try {
    return { response: await sent };
  } catch (error) {
    return { error };
  }
}

function resultOf(outcome: Outcome): PipelineResponse {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
}

/**
 * A write is never sent again from here, idempotent or not: while this waits, somebody may exclude the machine, or leave
 * the group. It goes back to the queue, where the world is read again before it is decided again.
 */
function isRead({ method, url }: PipelineRequest): boolean {
  return operationKind(method, url) === 'read';
}

function isAccident(outcome: Outcome): boolean {
  if ('response' in outcome) {
    const { status, headers } = outcome.response;
    return ACCIDENTS.has(status) && !(status === 503 && headers.has('retry-after'));
  }
  const { error } = outcome;
  if (error instanceof Failure) return error.code === 'AttemptTimedOut';
  return isRestError(error) && error.statusCode === undefined;
}
