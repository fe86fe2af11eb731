import { setTimeout as delay } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { describe, expect, it } from 'vitest';
import { createMemoryRunQueue } from '../../local/memory/runQueue.ts';
import { parseRunMessage } from '../../src/lib/access/runs/runMessage.ts';
import { createRunQueue } from '../../src/lib/azure/storage/runQueue.ts';
import { useEmulator } from './emulator.ts';
import { handClock } from './journal.contract.ts';
import { runQueueContract } from './runQueue.contract.ts';

/** The emulator looks at the clock a little before we do. */
const SLACK_MS = 100;
const RUN = 'zd387ofzz-0000000001';

const emulator = useEmulator();

runQueueContract('memory', () => {
  const clock = handClock();
  const queue = createMemoryRunQueue(clock);
  return { queue, take: async () => queue.take(), advance: async (ms) => clock.advance(ms) };
});
runQueueContract('storage', () => {
  const client = emulator.freshQueue();
  return { queue: createRunQueue(client), take: () => take(client), advance: (ms) => delay(ms + SLACK_MS) };
});

describe('createRunQueue', () => {
  it('makes the queue with its first message, and writes what the Functions host reads: JSON in base64', async () => {
    const client = emulator.freshQueue();
    const before = await client.exists();

    await createRunQueue(client).send(RUN, 0);

    const { peekedMessageItems } = await client.peekMessages();
    const text = peekedMessageItems[0]?.messageText ?? '';
    expect(before).toBe(false);
    expect(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).toEqual({ version: 1, runId: RUN });
  });

  it('throws what the service says when it cannot be reached', async () => {
    const nobody = new QueueClient('http://127.0.0.1:1/account/runs', undefined, { retryOptions: { maxTries: 1 } });

    await expect(createRunQueue(nobody).send(RUN, 0)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('createMemoryRunQueue', () => {
  it('says when the next message is due', async () => {
    const clock = handClock();
    const queue = createMemoryRunQueue(clock);
    const empty = queue.nextDue();
    await queue.send(RUN, 5000);
    await queue.send(RUN, 1000);

    expect(empty).toBeUndefined();
    expect((queue.nextDue() ?? 0) - clock.now()).toBe(1000);
  });
});

async function take(client: QueueClient): Promise<string | undefined> {
  if (!(await client.exists())) return undefined;
  const { receivedMessageItems } = await client.receiveMessages();
  const [item] = receivedMessageItems;
  if (item === undefined) return undefined;
  await client.deleteMessage(item.messageId, item.popReceipt);
  return parseRunMessage(JSON.parse(Buffer.from(item.messageText, 'base64').toString('utf8')));
}
