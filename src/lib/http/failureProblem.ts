import { Failure, type FailureKind, Throttled } from '../errors.ts';
import type { Instant } from '../time.ts';
import { isProblemCode, PROBLEMS, type Problem, type ProblemCode, problem } from './problem.ts';

const CODE_OF_KIND = {
  transient: 'upstream',
  throttled: 'throttled',
  notFound: 'not-found',
  conflict: 'conflict',
  denied: 'upstream',
  rejected: 'upstream',
  misconfigured: 'not-ready',
  bug: 'internal',
} as const satisfies Record<FailureKind, ProblemCode>;

/**
 * The problem that tells a caller about something thrown. A `Failure` has a sentence for people, which is passed on;
 * of a bug or of anything else nothing is told but that it happened.
 *
 * A failure's own code is kept where it is a problem code of the same status (`unknown-machine` for `notFound`), so
 * that a service's code that happens to read like one of ours cannot change the status.
 */
export function failureProblem(error: unknown, now: Instant): Problem {
  if (!(error instanceof Failure) || error.kind === 'bug') {
    return problem('internal', 'Something went wrong on our side; it is in the log.');
  }

  const usual = CODE_OF_KIND[error.kind];
  const code = isProblemCode(error.code) && PROBLEMS[error.code].status === PROBLEMS[usual].status ? error.code : usual;
  return problem(
    code,
    error.message,
    error instanceof Throttled ? { retryAfterSeconds: secondsUntil(error, now) } : {},
  );
}

function secondsUntil({ slot }: Throttled, now: Instant): number {
  return Math.max(1, Math.ceil((slot - now) / 1000));
}
