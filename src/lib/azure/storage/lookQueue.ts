/** The queue of looks in Azure Queue storage. */
import type { QueueClient } from '@azure/storage-queue';
import type { LookQueue } from '../../onboarding/ports.ts';
import { sendJson } from './sendJson.ts';

/** A queue of looks, which is created when missing. Errors of the service are thrown as they come. */
export function createLookQueue(queue: QueueClient): LookQueue {
  return { send: (message, delayMs) => sendJson(queue, message, delayMs) };
}
