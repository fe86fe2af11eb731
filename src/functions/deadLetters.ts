/** A message that failed five times, or that the host could not even decode → a count, and a line in the health checks. */
import type { StorageQueueHandler } from '@azure/functions';
import type { App, Compose } from '../app.ts';
import { deadLetterCount } from '../lib/status/deadLetterChecks.ts';
import { ready } from './ready.ts';

/**
 * The handler of the poison queue of `queue`. The work itself is not lost: the next run of access finds what is left to do.
 */
export function deadLetters(queue: string, compose: Compose): StorageQueueHandler {
  return async (_input, context) => {
    const app = ready(await compose());
    await recordDeadLetter(queue, app);
    context.warn('A message kept failing.', { queue });
  };
}

/** Puts it on record that a message of this queue could not be processed. Its content may name people, and is not kept. */
export async function recordDeadLetter(
  queue: string,
  { journal, clock }: Pick<App, 'journal' | 'clock'>,
): Promise<void> {
  const why = 'it could not be processed, five times';
  await journal.malformed({ at: clock.now(), source: 'message', why, queue });
  await journal.count(deadLetterCount(queue));
}
