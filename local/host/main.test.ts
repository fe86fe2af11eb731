import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Azurite } from '../azurite.ts';
import { startStorage } from './testing/storage.ts';
import { KEYS, type TestApp, writeApp } from './testing/testApp.ts';

const Ready = z.strictObject({ ready: z.literal(true), url: z.url(), functions: z.array(z.string()) });

const PATIENCE = { timeout: 10_000, interval: 20 };

let azurite: Azurite;
let app: TestApp;

beforeAll(async () => {
  azurite = await startStorage();
  app = await writeApp(
    `console.log('the app prints');
     app.http('pid', { handler: () => ({ body: process.env.SETTING + process.pid }) });
     app.http('slow', { handler: async (request, context) => { context.log('slow begins'); await new Promise((r) => setTimeout(r, 500)); return { body: 'done' }; } });
     app.storageQueue('worker', { queueName: 'work', connection: '', handler: async (message, context) => {
       context.log('try ' + context.triggerMetadata.dequeueCount); if (process.env.HANG) await new Promise((r) => setTimeout(r, 60_000)); } });
     app.timer('hourly', { schedule: '0 0 * * * *', handler: () => {} });`,
  );
});

afterAll(async () => {
  await azurite.stop();
  await app.remove();
});

interface Started {
  child: ChildProcess;
  out: string[];
  err: () => string;
}

function run(args: string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, ...env },
  });
  const out: string[] = [];
  let err = '';
  createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { child, out, err: () => err };
}

async function ready({ out, err }: Started): Promise<z.infer<typeof Ready>> {
  await expect.poll(() => out.length, { timeout: 15_000, message: err() }).toBe(1);
  return Ready.parse(JSON.parse(out[0] ?? ''));
}

const config = (): object => ({
  appDir: app.dir,
  storageConnectionString: azurite.connectionString,
  keys: KEYS,
  env: { SETTING: 'set ' },
});

describe('the local host as a process', () => {
  it('reads its configuration from a file and prints one line when it serves', async () => {
    const file = join(app.dir, 'config.json');
    await writeFile(file, JSON.stringify(config()));
    const started = run([file]);

    const { url, functions } = await ready(started);

    expect(functions).toEqual(['hourly', 'pid', 'slow', 'worker']);
    expect(await (await fetch(`${url}/api/pid`)).text()).toBe(`set ${started.child.pid}`);
    expect(started.err()).toContain('the app prints');
    started.child.kill('SIGKILL');
    await once(started.child, 'exit');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes what runs on %s and exits with 0', async (signal) => {
    const started = run([], { LOCAL_HOST_CONFIG: JSON.stringify(config()) });
    const { url } = await ready(started);
    const answer = fetch(`${url}/api/slow`).then((response) => response.text());
    await expect.poll(started.err).toContain('information slow slow begins\n');

    const exit = once(started.child, 'exit');
    started.child.kill(signal);

    expect(await answer).toBe('done');
    expect(await exit).toEqual([0, null]);
    expect(started.out).toHaveLength(1);
  });

  it('that was killed gets its message again, after the lock', async () => {
    const options = { ...config(), queueLockMs: 1000 };
    const killed = run([], { LOCAL_HOST_CONFIG: JSON.stringify({ ...options, env: { SETTING: '', HANG: '1' } }) });
    await ready(killed);
    const work = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work');
    await work.createIfNotExists();
    await work.sendMessage(Buffer.from('{}').toString('base64'));
    await expect.poll(killed.err, PATIENCE).toContain('information worker try 1');

    killed.child.kill('SIGKILL');
    const next = run([], { LOCAL_HOST_CONFIG: JSON.stringify(options) });

    await expect.poll(next.err, PATIENCE).toContain('information worker try 2');
    next.child.kill('SIGTERM');
    expect(await once(next.child, 'exit')).toEqual([0, null]);
  });

  it('leaves nothing running in a process that stops it: that process ends by itself', async () => {
    const script = join(app.dir, 'start-and-stop.mjs');
    await writeFile(
      script,
      `import { startHost } from ${JSON.stringify(join(import.meta.dirname, 'host.ts'))};
       const host = await startHost({ ...${JSON.stringify(config())}, port: 0, log: console.error });
       await fetch(host.url);
       await host.stop();`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });

    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['no configuration', [], {}, 'Name a JSON file as first argument'],
    [
      'keys that are missing',
      [],
      { LOCAL_HOST_CONFIG: '{"appDir":"x","prt":1}' },
      /prt[\s\S]*storageConnectionString[\s\S]*keys/,
    ],
  ])('given %s says so and exits with 1', async (_, args, env, problem) => {
    const started = run(args, env);

    expect(await once(started.child, 'exit')).toEqual([1, null]);

    expect(started.err()).toMatch(problem);
  });
});
