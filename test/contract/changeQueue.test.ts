import { setTimeout as delay } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { describe, expect, it } from 'vitest';
import { createMemoryChangeQueue } from '../../local/memory/changeQueue.ts';
import { parseWorkItem } from '../../src/lib/access/apply/workItem.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import { createChangeQueue } from '../../src/lib/azure/storage/changeQueue.ts';
import { changeQueueContract, FIRST } from './changeQueue.contract.ts';
import { useEmulator } from './emulator.ts';
import { handClock } from './journal.contract.ts';

/** The emulator looks at the clock a little before we do. */
const SLACK_MS = 100;

const emulator = useEmulator();

changeQueueContract('memory', () => {
  const clock = handClock();
  const queue = createMemoryChangeQueue(clock);
  return { queue, take: async () => queue.take(), advance: async (ms) => clock.advance(ms) };
});
changeQueueContract('storage', () => {
  const client = emulator.freshQueue();
  return { queue: createChangeQueue(client), take: () => take(client), advance: (ms) => delay(ms + SLACK_MS) };
});

describe('createChangeQueue', () => {
  it('makes the queue with its first message, and writes what the Functions host reads: JSON in base64', async () => {
    const client = emulator.freshQueue();
    const before = await client.exists();

    await createChangeQueue(client).send(FIRST, 0);

    const { peekedMessageItems } = await client.peekMessages();
    const text = peekedMessageItems[0]?.messageText ?? '';
    expect(before).toBe(false);
    expect(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).toEqual({
      version: 1,
      scope: FIRST.scope,
      role: FIRST.role,
      principal: FIRST.principalId,
    });
  });

  it('throws what the service says when it cannot be reached', async () => {
    const nobody = new QueueClient('http://127.0.0.1:1/account/apply', undefined, { retryOptions: { maxTries: 1 } });

    await expect(createChangeQueue(nobody).send(FIRST, 0)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('createMemoryChangeQueue', () => {
  it('says when the next message is due', async () => {
    const clock = handClock();
    const queue = createMemoryChangeQueue(clock);
    const empty = queue.nextDue();
    await queue.send(FIRST, 5000);
    await queue.send(FIRST, 1000);

    expect(empty).toBeUndefined();
    expect((queue.nextDue() ?? 0) - clock.now()).toBe(1000);
  });
});

async function take(client: QueueClient): Promise<Grant | undefined> {
  if (!(await client.exists())) return undefined;
  const { receivedMessageItems } = await client.receiveMessages();
  const [item] = receivedMessageItems;
  if (item === undefined) return undefined;
  await client.deleteMessage(item.messageId, item.popReceipt);
  return parseWorkItem(JSON.parse(Buffer.from(item.messageText, 'base64').toString('utf8')));
}
