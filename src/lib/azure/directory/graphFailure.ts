/** What Graph's refusals mean to a caller (learn.microsoft.com/graph/errors): status and code tell, the text does not. */
import { Failure, Throttled } from '../../errors.ts';
import { type Instant, minutes } from '../../time.ts';
import { armErrorOf } from '../pipeline/armError.ts';
import { failureOfStatus } from '../pipeline/failure.ts';
import type { GraphAnswer } from './graphCalls.ts';

/** The body of what was asked for, or that there is no such thing. */
export type Found = { readonly body: unknown } | 'absent';

/** Its limits are counted in windows of seconds (learn.microsoft.com/graph/throttling-limits): a longer wait is a mistake. */
const LONGEST_WAIT_MS = minutes(10);

/**
 * What an answer means. Absent is only what Graph itself says is not there: a 404 without its error comes from something
 * on the way, and people must not lose access for that.
 */
export function outcomeOf(answer: GraphAnswer, now: Instant): Found | Failure {
  if (answer.status < 300) return { body: answer.body };
  if (answer.status === 404 && armErrorOf(answer.body).code !== undefined) return 'absent';
  return graphFailure(answer, now);
}

/** Tells a failure from an answer. */
export function isFailure(outcome: Found | Failure): outcome is Failure {
  return outcome instanceof Failure;
}

/** The failure that an answer of 300 and more is. */
export function graphFailure({ status, retryAfter, body }: GraphAnswer, now: Instant): Failure {
  const failure = failureOfStatus(status, armErrorOf(body), retryAfter, now);
  if (!(failure instanceof Throttled)) return failure;
  return new Throttled(failure.code, failure.message, Math.min(failure.slot, now + LONGEST_WAIT_MS));
}
