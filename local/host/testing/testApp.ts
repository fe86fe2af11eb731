import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startHost } from '../host.ts';
import type { Host, HostOptions } from '../options.ts';

export const KEYS = { master: 'master-key', function: 'function-key', eventGrid: 'event-grid-key' };

/** Points at a port that nothing listens on: for apps that need no storage. */
export const NO_STORAGE =
  'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a;';

export interface TestApp {
  dir: string;
  remove(): Promise<void>;
}

/**
 * Writes an app whose bundle is the given CommonJS text, with `app`, `input` and `output` of `@azure/functions` and
 * `seen(entry)`, which adds to what `seen()` returns, at hand.
 */
export async function writeApp(bundle: string, hostJson: object = {}): Promise<TestApp> {
  const dir = await mkdtemp(join(tmpdir(), 'local-host-'));
  const preamble = [
    `const { app, output } = require('@azure/functions');`,
    `const seen = (entry) => (globalThis.seenByTestApps ??= []).push({ dir: ${JSON.stringify(dir)}, entry });`,
  ];
  await writeFile(join(dir, 'host.json'), JSON.stringify({ version: '2.0', ...hostJson }));
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'test-app', main: 'bundle*.cjs' }));
  await writeFile(join(dir, 'bundle.cjs'), [...preamble, bundle].join('\n'));
  await symlink(repositoryModules(), join(dir, 'node_modules'), 'junction');
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** What the app's functions noted, in order. */
export function seenBy({ dir }: TestApp): unknown[] {
  const all: unknown = Reflect.get(globalThis, 'seenByTestApps');
  if (!Array.isArray(all)) return [];
  return all.filter((note: { dir: string }) => note.dir === dir).map((note: { entry: unknown }) => note.entry);
}

/** A host for the app in this process, on any port, with {@link KEYS}; log lines are kept. */
export async function hostFor(app: TestApp, options: Partial<HostOptions> = {}): Promise<Host & { lines: string[] }> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const host = await startHost({
    appDir: app.dir,
    port: 0,
    storageConnectionString: NO_STORAGE,
    keys: KEYS,
    env: {},
    log,
    ...options,
  });
  return { ...host, lines };
}

function repositoryModules(): string {
  const packageFile = createRequire(import.meta.url).resolve('zod/package.json');
  return dirname(dirname(packageFile));
}
