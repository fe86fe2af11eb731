import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { HostedFunction, QueueTrigger } from '../bindings.ts';
import { createWakeup } from '../wakeup.ts';
import { lockSeconds } from './lease.ts';
import { createMessageHandler, POISON_SUFFIX, type QueueDeps } from './messageHandler.ts';
import { pollDelay } from './pollDelay.ts';

export interface Poller {
  /** Takes no more messages; resolves when every message that was taken is settled. */
  stop(): Promise<void>;
}

/**
 * Polls the queue of one function: a batch whenever no more than `newBatchThreshold` messages are in work, longer and
 * longer pauses while the queue is empty or missing. A message that this host writes, as an output or otherwise, is found by
 * the next poll; only one that it moves to a poison queue wakes the poller of that queue (measured with extension 5.3.10).
 */
export function startPoller(fn: HostedFunction<QueueTrigger>, deps: QueueDeps): Poller {
  const { queues, settings, queueLockMs, log } = deps;
  const queue = queues.queue(fn.trigger);
  const wakeup = createWakeup();
  if (fn.trigger.queueName.endsWith(POISON_SUFFIX)) queues.onWrite(fn.trigger, () => wakeup.ring());
  const handle = createMessageHandler(fn, deps);
  const inWork = new Set<Promise<void>>();
  const ending = new AbortController();
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));

  const take = async (): Promise<DequeuedMessageItem[]> => {
    try {
      return await queue.take(settings.batchSize, lockSeconds(queueLockMs));
    } catch (error) {
      log('error', fn.name, `Queue ${fn.trigger.queueName} cannot be read: ${String(error)}`);
      return [];
    }
  };

  const start = (message: DequeuedMessageItem): void => {
    const work = handle(message)
      .catch((error: unknown) =>
        log('error', fn.name, `Message ${message.messageId} was not settled: ${String(error)}`),
      )
      .finally(() => inWork.delete(work));
    inWork.add(work);
  };

  const loop = async (): Promise<void> => {
    let emptyLooks = 0;
    while (!ending.signal.aborted) {
      const messages = await take();
      messages.forEach(start);
      emptyLooks = messages.length > 0 ? 0 : emptyLooks + 1;
      if (emptyLooks > 0 && !ending.signal.aborted)
        await wakeup.sleep(pollDelay(emptyLooks, settings.maxPollingInterval, Math.random()));
      while (!ending.signal.aborted && inWork.size > settings.newBatchThreshold) await Promise.race([...inWork, ended]);
    }
  };
  const looping = loop();

  return {
    stop: async () => {
      ending.abort();
      wakeup.ring();
      await looping;
      await Promise.all(inWork);
    },
  };
}
