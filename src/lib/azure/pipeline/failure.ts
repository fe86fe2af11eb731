/**
 * The outermost policy: whatever goes wrong in a call, its caller sees one of our failures and nothing else.
 *
 * The errors of the SDK are not passed on as `cause`: the request hangs on them, and with it the token.
 */
import { isRestError, type PipelinePolicy, type PipelineResponse, type RestError } from '@azure/core-rest-pipeline';
import { Failure, type FailureKind, Throttled } from '../../errors.ts';
import type { Clock, Instant } from '../../time.ts';
import { type ArmError, armErrorIn } from './armError.ts';
import { retryAfterOrUsual } from './retryAfter.ts';
import { safeText } from './safeText.ts';

/** Names of what `@azure/identity` throws. */
const TOKEN_ERRORS = new Set(['AuthenticationError', 'AggregateAuthenticationError', 'CredentialUnavailableError']);

type Answered = Pick<PipelineResponse, 'status' | 'headers' | 'bodyAsText'>;

/** Turns errors, and answers of 300 and more, into failures. */
export function failurePolicy({ clock }: { readonly clock: Clock }): PipelinePolicy {
  return {
    name: 'failurePolicy',
    async sendRequest(request, next) {
      let response: PipelineResponse;
      try {
        response = await next(request);
      } catch (error) {
        throw toFailure(error, clock.now());
      }
      // The SDK throws by itself for its own operations; a request sent through the pipeline as it is has nobody else.
      if (response.status >= 300) throw failureOfAnswer(response, clock.now());
      return response;
    },
  };
}

/** The failure that an error of any origin is. A failure stays as it is. */
export function toFailure(error: unknown, now: Instant): Failure {
  if (error instanceof Failure) return error;
  if (isRestError(error)) return failureOfRestError(error, now);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'AbortError') return new Failure('transient', 'Aborted', 'The call was given up by its caller.');
  if (TOKEN_ERRORS.has(name)) return new Failure('transient', 'TokenUnavailable', `No token: ${safeText(message)}`);
  return new Failure('bug', 'Unexpected', safeText(message), { cause: error });
}

function failureOfRestError(error: RestError, now: Instant): Failure {
  if (error.response !== undefined) return failureOfAnswer(error.response, now);
  return new Failure('transient', error.code ?? 'NetworkError', `No answer: ${safeText(error.message)}`);
}

/** The failure that an answer of 300 and more is; one below that comes here only when nobody could read it. */
export function failureOfAnswer({ status, headers, bodyAsText }: Answered, now: Instant): Failure {
  return failureOfStatus(status, armErrorIn(bodyAsText), headers.get('retry-after'), now);
}

/** The same, from what has been read out of an answer already. */
export function failureOfStatus(status: number, said: ArmError, retryAfter: string | undefined, now: Instant): Failure {
  if (status < 300)
    return new Failure('transient', 'MalformedAnswer', `HTTP ${status} with a body that cannot be read`);
  if (status < 400) return new Failure('rejected', 'Redirected', `HTTP ${status}: redirects are not followed`);
  const code = said.code ?? `Http${status}`;
  const text = safeText([`HTTP ${status} ${said.code ?? ''}`.trim(), said.message].filter(Boolean).join(': '));
  if (status === 429) return new Throttled(code, text, retryAfterOrUsual(retryAfter, now));
  return new Failure(kindOf(status), code, text);
}

/** What a refusal with this status means for its caller. */
export function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'notFound';
  if (status === 409) return 'conflict';
  return status === 408 || status >= 500 ? 'transient' : 'rejected';
}
