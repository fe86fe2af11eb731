import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SUBSCRIPTION, TENANT } from './testing/virtualCloud.ts';

/** The Node of the project, which runs TypeScript as it is; the tests themselves may run on an older one. */
const NODE = createRequire(import.meta.url).resolve(`node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** Asks for a machine with the CA that main.ts made: what NODE_EXTRA_CA_CERTS is there for. */
const CLIENT =
  "fetch(process.env.ARM, { headers: { authorization: 'Bearer x' } }).then((r) => console.log(r.status), (e) => console.log(String(e.cause)))";

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'main-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function run(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(NODE, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' });
}

/** Collects a stream; `first` is its first line. */
function read(stream: NodeJS.ReadableStream | null): { text: () => string; first: Promise<string> } {
  let text = '';
  const first = new Promise<string>((resolve) => {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
    stream?.on('end', () => resolve(text));
  });
  return { text: () => text, first };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

describe('the cloud as a process', () => {
  const config = () => ({ dataDir: dir, cloud: 'usgov', subscriptions: [SUBSCRIPTION], tenantId: TENANT });

  it('says in one line that it is ready, is trusted through NODE_EXTRA_CA_CERTS, and ends cleanly on SIGTERM', async () => {
    const file = join(dir, 'config.json');
    writeFileSync(file, JSON.stringify(config()));
    const child = run([MAIN, file]);
    const exit = exitOf(child);

    const ready: Record<string, string> = JSON.parse(await read(child.stdout).first);
    const ARM = `${ready['arm']}/subscriptions/${SUBSCRIPTION}?api-version=2022-12-01`;
    const client = run(['-e', CLIENT], { NODE_EXTRA_CA_CERTS: ready['caFile'] ?? '', ARM });
    const status = await read(client.stdout).first;
    child.kill('SIGTERM');

    expect(ready).toMatchObject({ ready: true, subscriptions: [SUBSCRIPTION], tenantId: TENANT });
    expect(ready['identity']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/msi\/token$/);
    expect(status).toBe('200');
    expect(await exit).toBe(0);
  });

  it('takes its configuration from the environment, and says what is wrong with it', async () => {
    const child = run([MAIN], {
      LOCAL_CLOUD_CONFIG: JSON.stringify({ ...config(), cloud: 'moon', tenantId: undefined }),
    });
    const errors = read(child.stderr);

    const code = await exitOf(child);
    await errors.first;

    expect(code).toBe(1);
    expect(errors.text()).toContain('cloud');
    expect(errors.text()).toContain('tenantId');
  });
});
