/** A message on a queue of Azure Queue storage, as the Functions host expects it. */
import { isRestError } from '@azure/core-rest-pipeline';
import type { QueueClient } from '@azure/storage-queue';

/** What the service takes at most as a delay: seven days. */
const LONGEST_DELAY_S = 7 * 24 * 3600;
/** Never expires: what waits out an outage is still wanted. */
const FOR_EVER = -1;

/** Sends the value; it becomes visible after `delayMs`. The queue is created when missing. Errors of the service are thrown as they come. */
export async function sendJson(queue: QueueClient, value: object, delayMs: number): Promise<void> {
  // host.json, messageEncoding.
  const text = Buffer.from(JSON.stringify(value)).toString('base64');
  const visibilityTimeout = Math.min(Math.ceil(delayMs / 1000), LONGEST_DELAY_S);
  const send = () => queue.sendMessage(text, { visibilityTimeout, messageTimeToLive: FOR_EVER });
  try {
    await send();
  } catch (error) {
    if (!isRestError(error) || error.statusCode !== 404) throw error;
    await queue.createIfNotExists();
    await send();
  }
}
