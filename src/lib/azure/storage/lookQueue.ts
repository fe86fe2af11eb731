/** The queue of looks in Azure Queue storage. */
import { isRestError } from '@azure/core-rest-pipeline';
import type { QueueClient } from '@azure/storage-queue';
import type { LookMessage, LookQueue } from '../../onboarding/ports.ts';

/** What the service takes at most as a delay: seven days. */
const LONGEST_DELAY_S = 7 * 24 * 3600;
/** Never expires: a look that waits out an outage is still wanted. */
const FOR_EVER = -1;

/** A queue of looks, which is created when missing. Errors of the service are thrown as they come. */
export function createLookQueue(queue: QueueClient): LookQueue {
  return {
    async send(message: LookMessage, delayMs: number): Promise<void> {
      // The Functions host expects base64 (host.json, messageEncoding).
      const text = Buffer.from(JSON.stringify(message)).toString('base64');
      const visibilityTimeout = Math.min(Math.ceil(delayMs / 1000), LONGEST_DELAY_S);
      const send = () => queue.sendMessage(text, { visibilityTimeout, messageTimeToLive: FOR_EVER });
      try {
        await send();
      } catch (error) {
        if (!isRestError(error) || error.statusCode !== 404) throw error;
        await queue.createIfNotExists();
        await send();
      }
    },
  };
}
