/** What goes wrong with storage, as our failures. The errors of the SDK are not passed on: the request hangs on them. */
import { isRestError, RestError } from '@azure/core-rest-pipeline';
import { Failure } from '../../errors.ts';
import { kindOf, toFailure } from '../pipeline/failure.ts';
import { safeText } from '../pipeline/safeText.ts';

/** The failure that an error of the storage SDK is. A failure stays as it is. */
export function storageFailure(error: unknown): Failure {
  const status = statusOf(error);
  // Without an answer nothing says how long to wait, so that the present does not matter.
  if (!isRestError(error) || status === undefined) return toFailure(error, 0);
  if (status < 400) return new Failure('rejected', 'Redirected', `HTTP ${status}: redirects are not followed`);
  // Storage says that it is busy with 503; a 429 comes from something in between.
  const kind = status === 429 ? 'transient' : kindOf(status);
  const { code = RestError.PARSE_ERROR } = error;
  // No code, or no XML: somebody in between answered, and what that says is not for us.
  if (code === RestError.PARSE_ERROR) return new Failure(kind, `Http${status}`, `HTTP ${status}`);
  // The messages of storage go on with an id and the time, each on its own line.
  const [sentence = ''] = error.message.split(/\r?\n/);
  return new Failure(kind, code, safeText(`HTTP ${status} ${code}: ${sentence}`));
}

/**
 * The failure of a transfer that began and did not end: the connection broke, or somebody replaced the blob meanwhile.
 * The SDK calls both what they are not.
 */
export function brokenTransfer(error: unknown): Failure {
  return new Failure('transient', 'BrokenTransfer', `A transfer broke off: ${safeText(String(error))}`);
}

/** The HTTP status of an error of the SDK; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}
