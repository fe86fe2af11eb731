import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../azurite.ts';
import type { Host } from './options.ts';
import { startStorage } from './testing/storage.ts';
import { hostFor, KEYS, NO_STORAGE, seenBy, type TestApp, writeApp } from './testing/testApp.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const YEARLY = '0 0 0 1 1 *';

let azurite: Azurite;
let app: TestApp;
let host: (Host & { lines: string[] }) | undefined;
let numbered = 0;

beforeAll(async () => {
  azurite = await startStorage();
});

afterEach(async () => {
  await host?.stop();
  await app.remove();
});

afterAll(() => azurite.stop());

const hostId = (): string => `test-${numbered}`;

async function start(): Promise<void> {
  host = await hostFor(app, {
    storageConnectionString: azurite.connectionString,
    env: { AzureFunctionsWebHost__hostid: hostId(), SCHEDULE: YEARLY },
  });
}

async function write(bundle: string): Promise<void> {
  numbered += 1;
  app = await writeApp(bundle);
}

function statusBlob(name: string) {
  const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    'azure-webjobs-hosts',
  );
  return { container, blob: container.getBlockBlobClient(`timers/${hostId()}/Host.Functions.${name}/status`) };
}

async function readStatus(name: string): Promise<unknown> {
  return JSON.parse((await statusBlob(name).blob.downloadToBuffer()).toString());
}

async function writeStatus(name: string, last: string, next: string): Promise<void> {
  const { container, blob } = statusBlob(name);
  await container.createIfNotExists();
  const text = JSON.stringify({ Last: last, Next: next, LastUpdated: last });
  await blob.upload(text, Buffer.byteLength(text));
}

const newYear = (yearsAgo: number): Date => new Date(Date.UTC(new Date().getUTCFullYear() - yearsAgo, 0, 1));

describe('a timer of the local host', () => {
  it('fires at its occurrences, also after a failure, and never again while it still runs', async () => {
    await write(`let running = 0;
      app.timer('tick', { schedule: '* * * * * *', handler: async (timer) => {
        running += 1; seen({ running, timer }); await new Promise((r) => setTimeout(r, 1100)); running -= 1; throw new Error('on purpose'); } });`);
    await start();

    await expect.poll(() => seenBy(app).length, PATIENCE).toBeGreaterThanOrEqual(2);

    const fired = { running: 1, timer: { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false } };
    expect(seenBy(app).slice(0, 2)).toEqual([fired, fired]);
    expect(host?.lines.some((line) => line.startsWith('error tick Invocation failed'))).toBe(true);
  });

  it('has no earlier run at its first start, and says so in its status', async () => {
    await write(`app.timer('yearly', { schedule: '%SCHEDULE%', handler: (timer) => seen(timer) });`);

    await start();

    expect(await readStatus('yearly')).toEqual({
      Last: '0001-01-01T00:00:00+00:00',
      Next: newYear(-1).toISOString(),
      LastUpdated: expect.any(String),
    });
    expect(seenBy(app)).toEqual([]);
  });

  it('fires at start when an occurrence was missed, and records that', async () => {
    await write(`app.timer('yearly', { schedule: '%SCHEDULE%', handler: (timer) => seen(timer) });`);
    const [last, next] = [newYear(2).toISOString(), newYear(1).toISOString()];
    await writeStatus('yearly', last, next);

    await start();

    await expect
      .poll(() => seenBy(app), PATIENCE)
      .toEqual([
        { schedule: { adjustForDST: true }, scheduleStatus: { last, next, lastUpdated: last }, isPastDue: true },
      ]);
    await expect.poll(() => readStatus('yearly'), PATIENCE).toMatchObject({ Next: newYear(-1).toISOString() });
  });

  it('does not fire at start when its schedule changed meanwhile', async () => {
    await write(`app.timer('yearly', { schedule: '%SCHEDULE%', handler: (timer) => seen(timer) });`);
    const changed = new Date(newYear(1).getTime() + 60_000).toISOString();
    await writeStatus('yearly', newYear(2).toISOString(), changed);

    await start();
    await host?.stop();

    expect(seenBy(app)).toEqual([]);
    expect(await readStatus('yearly')).toMatchObject({ Next: newYear(-1).toISOString() });
  });

  it('with runOnStartup fires at start, not past due', async () => {
    await write(
      `app.timer('eager', { schedule: '%SCHEDULE%', runOnStartup: true, handler: (timer) => seen(timer.isPastDue) });`,
    );

    await start();

    await expect.poll(() => seenBy(app), PATIENCE).toEqual([false]);
  });

  it('is left out with a sentence when its schedule cannot be read; the others go on', async () => {
    await write(`app.timer('bad', { schedule: '0 0 * * 7', handler: () => seen('never') });
      app.timer('unset', { schedule: '%NOPE%', handler: () => seen('never') });
      app.timer('good', { schedule: '%SCHEDULE%', runOnStartup: true, retry: { strategy: 'fixedDelay', maxRetryCount: 1, delayInterval: 1 }, handler: () => seen('good') });`);

    await start();

    await expect.poll(() => seenBy(app), PATIENCE).toEqual(['good']);
    expect(host?.lines).toEqual([
      expect.stringMatching(/^error bad .*day of week "7"/),
      'warning good Its retry policy is ignored: the local host has none.',
      expect.stringMatching(/^error unset .*NOPE, which is not set/),
    ]);
  });

  it('can be run by an administrator at any time, also when it is disabled', async () => {
    await write(`app.timer('yearly', { schedule: '%SCHEDULE%', handler: (timer) => seen(timer.isPastDue) });`);
    host = await hostFor(app, {
      storageConnectionString: azurite.connectionString,
      env: { AzureFunctionsWebHost__hostid: hostId(), SCHEDULE: YEARLY, 'AzureWebJobs.yearly.Disabled': 'true' },
    });

    const response = await fetch(`${host.url}/admin/functions/yearly`, {
      method: 'POST',
      headers: { 'x-functions-key': KEYS.master, 'content-type': 'application/json' },
      body: '{"input": ""}',
    });

    expect(response.status).toBe(202);
    await expect.poll(() => seenBy(app), PATIENCE).toEqual([false]);
  });

  it('that is monitored needs the storage at start: the host says so', async () => {
    await write(`app.timer('yearly', { schedule: '0 0 * * * *', handler: () => seen('never') });`);

    await expect(hostFor(app, { storageConnectionString: NO_STORAGE })).rejects.toThrow('start the storage first');
  });
});
