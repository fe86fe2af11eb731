import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../azurite.ts';
import type { Host, HostOptions } from './options.ts';
import { startStorage } from './testing/storage.ts';
import { hostFor, KEYS, seenBy, type TestApp, writeApp } from './testing/testApp.ts';

let azurite: Azurite;
let app: TestApp;
let host: Host & { lines: string[] };
let numbered = 0;

const PATIENCE = { timeout: 10_000, interval: 20 };
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString();

/** Each test has a queue of its own; `QUEUE` in the bundle is its name. */
async function start(bundle: string, queues: object = {}, options: Partial<HostOptions> = {}): Promise<QueueClient> {
  numbered += 1;
  const name = `work-${numbered}`;
  app = await writeApp(`const QUEUE = '${name}', connection = '';\n${bundle}`, { extensions: { queues } });
  host = await hostFor(app, { storageConnectionString: azurite.connectionString, ...options });
  return queue(name);
}

const queue = (name: string): QueueClient =>
  QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient(name);

async function count(client: QueueClient): Promise<number> {
  return (await client.exists()) ? ((await client.getProperties()).approximateMessagesCount ?? 0) : 0;
}

async function texts(client: QueueClient): Promise<string[]> {
  if (!(await client.exists())) return [];
  const { peekedMessageItems } = await client.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => messageText);
}

beforeAll(async () => {
  azurite = await startStorage();
});

afterEach(async () => {
  await host.stop();
  await app.remove();
});

afterAll(() => azurite.stop());

describe('a queue function of the local host', () => {
  it('waits for its queue to be made, gets each message with its facts, and deletes it', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message, context) => seen({ message, metadata: context.triggerMetadata }) });`,
      { maxPollingInterval: '00:00:01' },
    );

    await work.create();
    const { messageId } = await work.sendMessage(base64('{"machine":"web-1","count":2}'));

    await expect.poll(() => seenBy(app).length, PATIENCE).toBe(1);
    expect(seenBy(app)[0]).toMatchObject({
      message: { machine: 'web-1', count: 2 },
      metadata: {
        id: messageId,
        dequeueCount: 1,
        queueTrigger: { machine: 'web-1', count: 2 },
        insertionTime: expect.stringMatching(/^\d{4}-.*Z$/),
        machine: 'web-1',
        count: 2,
      },
    });
    await expect.poll(() => count(work), PATIENCE).toBe(0);
  });

  it('tries a failing message as often as it may, then moves it to the poison queue for 7 days', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message, context) => { seen(context.triggerMetadata.dequeueCount); throw new Error('on purpose'); } });`,
      { maxDequeueCount: 3, maxPollingInterval: '00:00:00.200' },
    );
    await work.create();
    await work.sendMessage(base64('{"bad":true}'));
    const poison = queue(`${work.name}-poison`);

    await expect.poll(() => count(poison), PATIENCE).toBe(1);

    expect(seenBy(app)).toEqual([1, 2, 3]);
    const [message] = (await poison.peekMessages()).peekedMessageItems;
    expect(plain(message?.messageText ?? '')).toBe('{"bad":true}');
    const days = (Number(message?.expiresOn) - Number(message?.insertedOn)) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
    await expect.poll(() => count(work), PATIENCE).toBe(0);
  });

  it('succeeds at a later try after the visibility timeout', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message, context) => {
        seen(context.triggerMetadata.dequeueCount); if (context.triggerMetadata.dequeueCount === 1) throw new Error('once'); } });`,
      { visibilityTimeout: '00:00:01', maxPollingInterval: '00:00:00.200' },
    );
    await work.create();
    await work.sendMessage(base64('{}'));

    await expect.poll(() => seenBy(app), PATIENCE).toEqual([1, 2]);

    await expect.poll(() => count(work), PATIENCE).toBe(0);
    expect(await count(queue(`${work.name}-poison`))).toBe(0);
  });

  it('never sees a message that is not base64: it goes straight to the poison queue', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message) => seen(message) });`,
      { maxPollingInterval: '00:00:00.200' },
    );
    await work.create();
    await work.sendMessage('not base64!');

    await expect.poll(() => texts(queue(`${work.name}-poison`)), PATIENCE).toEqual([base64('not base64!')]);

    expect(seenBy(app)).toEqual([]);
  });

  it('of a poison queue leaves a failed message where it is, invisible for its lock', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE + '-poison', connection, handler: (message) => { seen(message); throw new Error('on purpose'); } });`,
      { maxDequeueCount: 1, maxPollingInterval: '00:00:00.200' },
    );
    const poison = queue(`${work.name}-poison`);
    await poison.create();
    await poison.sendMessage(base64('{"n":1}'));

    await expect.poll(() => seenBy(app), PATIENCE).toEqual([{ n: 1 }]);
    await host.stop();

    expect(await count(poison)).toBe(1);
    expect(await texts(poison)).toEqual([]);
    expect(await queue(`${work.name}-poison-poison`).exists()).toBe(false);
  });

  it('keeps its message for longer than the lock by renewing it', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: async (message) => { seen('begun'); await new Promise((r) => setTimeout(r, 1700)); seen('done'); } });`,
      { maxPollingInterval: '00:00:00.200' },
      { queueLockMs: 1000 },
    );
    await work.create();
    await work.sendMessage(base64('{}'));

    await expect.poll(() => seenBy(app).includes('done'), PATIENCE).toBe(true);

    expect(seenBy(app)).toEqual(['begun', 'done']);
    await expect.poll(() => count(work), PATIENCE).toBe(0);
  });

  it('gets what the app writes to its queue, one message per element', async () => {
    const work = await start(
      `const out = output.storageQueue({ queueName: QUEUE, connection });
       app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message) => seen(message) });
       app.http('enqueue', { extraOutputs: [out], handler: async (request, context) => { context.extraOutputs.set(out, await request.json()); return { status: 202 }; } });`,
      { maxPollingInterval: '00:00:00.200' },
    );
    for (const body of [[{ n: 1 }, { n: 2 }], { n: 3 }]) {
      const response = await fetch(`${host.url}/api/enqueue`, { method: 'POST', body: JSON.stringify(body) });
      expect(response.status).toBe(202);
    }

    await expect.poll(() => seenBy(app).length, PATIENCE).toBe(3);
    expect(seenBy(app)).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }]));
    await expect.poll(() => count(work), PATIENCE).toBe(0);
  });

  it('fails when its output cannot be written, so that its message is tried again', async () => {
    const work = await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, return: output.storageQueue({ queueName: QUEUE + '-next', connection }),
         handler: (message, context) => { seen(context.triggerMetadata.dequeueCount); return 'x'.repeat(context.triggerMetadata.dequeueCount === 1 ? 100_000 : 3); } });`,
      { maxPollingInterval: '00:00:00.200' },
    );
    await work.create();
    await work.sendMessage(base64('{}'));

    await expect.poll(() => texts(queue(`${work.name}-next`)), PATIENCE).toEqual([base64('xxx')]);

    expect(seenBy(app)).toEqual([1, 2]);
  });

  it('handles no more at once than its settings say', async () => {
    const work = await start(
      `let running = 0;
       app.storageQueue('worker', { queueName: QUEUE, connection, handler: async () => { running += 1; seen(running); await new Promise((r) => setTimeout(r, 100)); running -= 1; } });`,
      { batchSize: 2, newBatchThreshold: 1, maxPollingInterval: '00:00:00.200' },
    );
    await work.create();
    await Promise.all(Array.from({ length: 10 }, () => work.sendMessage(base64('{}'))));

    await expect.poll(() => seenBy(app).length, PATIENCE).toBe(10);

    expect(Math.max(...seenBy(app).map(Number))).toBeLessThanOrEqual(3);
  });

  it('run by an administrator gets the input as its message, dequeued no times', async () => {
    await start(
      `app.storageQueue('worker', { queueName: QUEUE, connection, handler: (message, context) => seen([message, context.triggerMetadata.dequeueCount]) });`,
    );

    const response = await fetch(`${host.url}/admin/functions/worker`, {
      method: 'POST',
      headers: { 'x-functions-key': KEYS.master, 'content-type': 'application/json' },
      body: JSON.stringify({ input: '{"n":1}' }),
    });

    expect(response.status).toBe(202);
    await expect.poll(() => seenBy(app), PATIENCE).toEqual([[{ n: 1 }, 0]]);
  });

  it('is left out with a sentence when its queue, connection or output cannot be used; the others go on', async () => {
    const work = await start(
      `const handler = (message) => seen(message);
       app.storageQueue('good', { queueName: '%WORK%', connection, handler });
       app.storageQueue('off', { queueName: '%WORK%', connection, handler: () => seen('never') });
       app.storageQueue('noSetting', { queueName: '%MISSING%', connection, handler });
       app.storageQueue('badName', { queueName: 'Bad_Name', connection, handler });
       app.storageQueue('noConnection', { queueName: QUEUE, connection: 'ELSEWHERE', handler });
       app.storageQueue('blobOut', { queueName: QUEUE, connection, return: output.storageBlob({ path: 'a/b', connection }), handler });`,
      { maxPollingInterval: '00:00:00.200' },
      { env: { WORK: `work-${numbered + 1}`, 'AzureWebJobs.off.Disabled': '1' } },
    );
    await work.create();
    await work.sendMessage(base64('"hello"'));

    await expect.poll(() => seenBy(app), PATIENCE).toEqual(['hello']);

    const errors = host.lines.filter((line) => line.startsWith('error'));
    expect(errors).toEqual([
      expect.stringMatching(/^error badName .*"Bad_Name" is no queue name/),
      expect.stringMatching(/^error blobOut .*no out binding "blob"/),
      expect.stringMatching(/^error noConnection .*set ELSEWHERE to a storage connection string/),
      expect.stringMatching(/^error noSetting .*the app setting MISSING, which is not set/),
    ]);
  });
});
