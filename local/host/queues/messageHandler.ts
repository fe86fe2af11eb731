import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { HostedFunction, QueueTrigger } from '../bindings.ts';
import type { Log } from '../core/functionsCore.ts';
import type { QueueSettings } from '../hostJson.ts';
import type { Runner } from '../runner.ts';
import { keepInvisible } from './lease.ts';
import { decodeMessage } from './messageText.ts';
import { queueCall } from './queueCall.ts';
import type { Queues } from './queues.ts';

export const POISON_SUFFIX = '-poison';
const POISON_TTL_SECONDS = 7 * 24 * 60 * 60;

export interface QueueDeps {
  queues: Queues;
  runner: Pick<Runner, 'run'>;
  settings: QueueSettings;
  /** Milliseconds for which a taken message is invisible. */
  queueLockMs: number;
  log: Log;
}

/**
 * Handles one taken message as the extension's `QueueProcessor` does: success deletes it; failure makes it visible
 * after `visibilityTimeout`; failure number `maxDequeueCount`, or text that is not in the encoding, moves it to the
 * poison queue. A queue that is itself a poison queue has none: there a failed message stays invisible for its lock, so
 * that it cannot spin.
 */
export function createMessageHandler(
  fn: HostedFunction<QueueTrigger>,
  { queues, runner, settings, queueLockMs, log }: QueueDeps,
): (message: DequeuedMessageItem) => Promise<void> {
  const queue = queues.queue(fn.trigger);
  const hasPoisonQueue = !fn.trigger.queueName.endsWith(POISON_SUFFIX);

  const poison = async ({ messageId }: DequeuedMessageItem, text: string, receipt: string): Promise<void> => {
    const address = { ...fn.trigger, queueName: `${fn.trigger.queueName}${POISON_SUFFIX}` };
    await queues.send(address, text, { messageTimeToLive: POISON_TTL_SECONDS });
    await queue.remove(messageId, receipt);
    log('warning', fn.name, `Message ${messageId} moved to ${address.queueName}.`);
  };

  const settle = async (message: DequeuedMessageItem, text: string, receipt: string, ok: boolean): Promise<void> => {
    if (ok) await queue.remove(message.messageId, receipt);
    else if (!hasPoisonQueue) return;
    else if (message.dequeueCount >= settings.maxDequeueCount) await poison(message, text, receipt);
    else await queue.hide(message.messageId, receipt, Math.ceil(settings.visibilityTimeout / 1000));
  };

  return async (message) => {
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    if (text === undefined) {
      return hasPoisonQueue ? poison(message, message.messageText, message.popReceipt) : undefined;
    }
    // Only a message whose host died during its last try gets here with more tries than it has.
    if (hasPoisonQueue && message.dequeueCount > settings.maxDequeueCount) {
      return poison(message, text, message.popReceipt);
    }

    const lease = keepInvisible(queue, message, queueLockMs, (error) =>
      log('warning', fn.name, `Message ${message.messageId} could not be kept invisible: ${String(error)}`),
    );
    const { ok } = await runner.run(fn, queueCall({ ...message, text, id: message.messageId }));
    await settle(message, text, await lease.end(), ok);
  };
}
