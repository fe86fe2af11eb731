import { setTimeout as delay } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { describe, expect, it } from 'vitest';
import { createMemoryLookQueue } from '../../local/memory/lookQueue.ts';
import { createLookQueue } from '../../src/lib/azure/storage/lookQueue.ts';
import { messageFor, parseMessage } from '../../src/lib/onboarding/message.ts';
import type { LookMessage } from '../../src/lib/onboarding/ports.ts';
import { aMachineId, SUBSCRIPTION } from '../builders/machine.ts';
import { useEmulator } from './emulator.ts';
import { handClock } from './journal.contract.ts';
import { lookQueueContract } from './lookQueue.contract.ts';

/** The emulator looks at the clock a little before we do. */
const SLACK_MS = 100;
const MESSAGE = messageFor(aMachineId(), 'token-1');

const emulator = useEmulator();

lookQueueContract('memory', () => {
  const clock = handClock();
  const queue = createMemoryLookQueue(clock);
  return { queue, take: async () => queue.take(), advance: async (ms) => clock.advance(ms) };
});
lookQueueContract('storage', () => {
  const client = emulator.freshQueue();
  return { queue: createLookQueue(client), take: () => take(client), advance: (ms) => delay(ms + SLACK_MS) };
});

describe('createLookQueue', () => {
  it('makes the queue with its first message, and not before', async () => {
    const client = emulator.freshQueue();
    const queue = createLookQueue(client);
    const before = await client.exists();

    await queue.send(MESSAGE, 0);

    expect(before).toBe(false);
    expect(await take(client)).toEqual(MESSAGE);
  });

  it('makes a missing queue once for all that find it missing', async () => {
    const client = emulator.freshQueue();
    const queue = createLookQueue(client);

    await Promise.all([1, 2, 3].map(() => queue.send(MESSAGE, 0)));

    expect((await client.getProperties()).approximateMessagesCount).toBe(3);
  });

  it('writes what the Functions host reads: JSON in base64', async () => {
    const client = emulator.freshQueue();

    await createLookQueue(client).send(MESSAGE, 0);

    const { peekedMessageItems } = await client.peekMessages();
    const text = peekedMessageItems[0]?.messageText ?? '';
    expect(text).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(parseMessage(JSON.parse(Buffer.from(text, 'base64').toString('utf8')))).toEqual({
      id: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-web', name: 'srv-1' },
      token: 'token-1',
      redelivered: false,
    });
  });

  it('sends messages that never expire', async () => {
    const client = emulator.freshQueue();

    await createLookQueue(client).send(MESSAGE, 0);

    const { peekedMessageItems } = await client.peekMessages();
    expect(peekedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const nobody = new QueueClient('http://127.0.0.1:1/account/looks', undefined, { retryOptions: { maxTries: 1 } });

    await expect(createLookQueue(nobody).send(MESSAGE, 0)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('throws what the service refuses', async () => {
    const client = emulator.freshQueue();

    await expect(createLookQueue(client).send(MESSAGE, -1000)).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('createMemoryLookQueue', () => {
  it('says when the next message is due', async () => {
    const clock = handClock();
    const queue = createMemoryLookQueue(clock);
    const empty = queue.nextDue();
    await queue.send(MESSAGE, 5000);
    await queue.send(MESSAGE, 1000);

    expect(empty).toBeUndefined();
    expect((queue.nextDue() ?? 0) - clock.now()).toBe(1000);
  });

  it('hands over messages that became due at the same moment in the order of sending', async () => {
    const queue = createMemoryLookQueue(handClock());
    await queue.send({ ...MESSAGE, token: 'first' }, 0);
    await queue.send({ ...MESSAGE, token: 'second' }, 0);

    expect([queue.take()?.token, queue.take()?.token]).toEqual(['first', 'second']);
  });
});

async function take(client: QueueClient): Promise<LookMessage | undefined> {
  if (!(await client.exists())) return undefined;
  const { receivedMessageItems } = await client.receiveMessages();
  const [item] = receivedMessageItems;
  if (item === undefined) return undefined;
  await client.deleteMessage(item.messageId, item.popReceipt);
  const message: LookMessage = JSON.parse(Buffer.from(item.messageText, 'base64').toString('utf8'));
  return message;
}
