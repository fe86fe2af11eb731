import { type DequeuedMessageItem, type QueueClient, RestError } from '@azure/storage-queue';

/** What a poller does with its queue. A receipt proves who took a message last, and is new after each hiding. */
export interface Queue {
  /** Takes up to so many messages for so many seconds; a queue that does not exist has none. */
  take(count: number, seconds: number): Promise<DequeuedMessageItem[]>;
  /** Makes a taken message invisible for so many seconds from now; answers the new receipt. */
  hide(messageId: string, receipt: string, seconds: number): Promise<string>;
  remove(messageId: string, receipt: string): Promise<void>;
}

/** The queue behind a client of the real SDK. */
export function queueOf(client: QueueClient): Queue {
  return {
    take: async (count, seconds) => {
      try {
        const batch = await client.receiveMessages({ numberOfMessages: count, visibilityTimeout: seconds });
        return batch.receivedMessageItems;
      } catch (error) {
        if (isMissingQueue(error)) return [];
        throw error;
      }
    },
    hide: async (messageId, receipt, seconds) => {
      // Without a text the service keeps the one it has.
      const { popReceipt = receipt } = await client.updateMessage(messageId, receipt, undefined, seconds);
      return popReceipt;
    },
    remove: async (messageId, receipt) => {
      await client.deleteMessage(messageId, receipt);
    },
  };
}

/** Whether the service refused because the queue does not exist. */
export function isMissingQueue(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404 && error.code === 'QueueNotFound';
}
