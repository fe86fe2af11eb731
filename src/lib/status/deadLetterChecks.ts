/** Messages that could not be processed: which queue, how many, and what to do. */
import type { Journal } from '../onboarding/ports.ts';
import { type Clock, hours, isRecent, toPeople } from '../time.ts';
import type { Check } from './check.ts';

const COUNTED = 'dead letter: ';

/** The name under which the dead letters of a queue are counted. */
export const deadLetterCount = (queue: string): string => `${COUNTED}${queue}`;

/** A dead letter is a problem for a day; after that it is history. */
const PROBLEM_MS = hours(24);

/** One check for each queue with dead letters in the last seven days. */
export async function deadLetterChecks({
  journal,
  clock,
}: {
  readonly journal: Pick<Journal, 'read'>;
  readonly clock: Clock;
}): Promise<Check[]> {
  const { counts, malformed } = await journal.read();
  const now = clock.now();
  return Object.entries(counts)
    .filter(([what]) => what.startsWith(COUNTED))
    .map(([what, count]) => {
      const queue = what.slice(COUNTED.length);
      const newest = malformed.find((entry) => entry.queue === queue);
      const when = newest === undefined ? '' : `, the newest at ${toPeople(newest.at)}`;
      const messages = count === 1 ? 'One message' : `${count} messages`;
      return {
        check: `queue ${queue}`,
        status: newest !== undefined && isRecent(newest.at, PROBLEM_MS, now) ? 'problem' : 'ok',
        message: `${messages} could not be processed in the last seven days${when}.`,
        fix: fixOf(queue),
      };
    });
}

const WRITERS =
  'If the log shows no failure, another program wrote to the queue: check who has access to the storage account.';

function fixOf(queue: string): string {
  const log = `Read what the function of the queue ${queue} logged before that time, and correct what it names.`;
  const next = queue.endsWith('-access')
    ? 'The next run of access does what is left; POST /api/access/reconcile (function key, or the role Operator) starts one now.'
    : 'A machine that could not be looked at is in state Failed with reason LookKeptFailing, and has its own fix.';
  return `${log} ${next} ${WRITERS}`;
}
