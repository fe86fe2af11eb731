/** The queue of changes of access in Azure Queue storage. */
import type { QueueClient } from '@azure/storage-queue';
import { type ChangeQueue, workItem } from '../../access/apply/workItem.ts';
import { sendJson } from './sendJson.ts';

/** A queue of changes, which is created when missing. Errors of the service are thrown as they come. */
export function createChangeQueue(queue: QueueClient): ChangeQueue {
  return { send: (grant, delayMs) => sendJson(queue, workItem(grant), delayMs) };
}
