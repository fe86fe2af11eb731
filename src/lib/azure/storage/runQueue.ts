/** The queue of runs of access in Azure Queue storage. */
import type { QueueClient } from '@azure/storage-queue';
import type { RunQueue } from '../../access/runs/accessDeps.ts';
import { AGAIN, runMessage } from '../../access/runs/runMessage.ts';
import { sendJson } from './sendJson.ts';

/** A queue of runs, which is created when missing. Errors of the service are thrown as they come. */
export function createRunQueue(queue: QueueClient): RunQueue {
  return {
    send: (runId, delayMs) => sendJson(queue, runMessage(runId), delayMs),
    sendAgain: (delayMs) => sendJson(queue, runMessage(AGAIN), delayMs),
  };
}
