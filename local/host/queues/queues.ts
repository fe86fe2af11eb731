import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { QueueAddress } from '../bindings.ts';
import { encodeMessage, type MessageEncoding } from './messageText.ts';
import { isMissingQueue, type Queue, queueOf } from './queue.ts';

/** The queues that the host reads and writes. */
export interface Queues {
  queue(address: QueueAddress): Queue;
  /** Calls back whenever this host has written to the queue. */
  onWrite(address: QueueAddress, callback: () => void): void;
  /** Sends the message, creating the queue when it is missing, and calls back who waits for writes to it. */
  send(address: QueueAddress, message: string | Uint8Array, options?: { messageTimeToLive?: number }): Promise<void>;
}

interface OpenQueue {
  client: QueueClient;
  onWrite: (() => void)[];
}

/** Bridges short losses of the storage service without keeping a poller from its end for long. */
const RETRIES = { maxTries: 3, retryDelayInMs: 200 };

/** Opens queues by the real SDK, each once. */
export function createQueues(encoding: MessageEncoding): Queues {
  const opened = new Map<string, OpenQueue>();

  const open = ({ connectionString, queueName }: QueueAddress): OpenQueue => {
    const key = `${queueName} ${connectionString}`;
    const known = opened.get(key);
    if (known) return known;
    const service = QueueServiceClient.fromConnectionString(connectionString, { retryOptions: RETRIES });
    const queue = { client: service.getQueueClient(queueName), onWrite: [] };
    opened.set(key, queue);
    return queue;
  };

  return {
    queue: (address) => queueOf(open(address).client),
    onWrite: (address, callback) => void open(address).onWrite.push(callback),
    send: async (address, message, options = {}) => {
      const { client, onWrite } = open(address);
      const text = encodeMessage(message, encoding);
      try {
        await client.sendMessage(text, options);
      } catch (error) {
        if (!isMissingQueue(error)) throw error;
        await client.createIfNotExists();
        await client.sendMessage(text, options);
      }
      for (const callback of onWrite) callback();
    },
  };
}
