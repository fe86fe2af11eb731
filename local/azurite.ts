import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The well-known account of every storage emulator; public, and worth nothing outside this machine. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const SERVICES = ['blob', 'queue', 'table'];

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;

export interface AzuriteOptions {
  /** Folder for the data; created when missing. Not used in memory. */
  dir: string;
  /** Keep the data in memory. Off by default: in memory the process stands still for seconds after many deletions. */
  inMemory?: boolean;
}

export interface Azurite {
  /** Names the blob, queue and table service, each on its own free port of 127.0.0.1. */
  connectionString: string;
  pid: number;
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

/**
 * Starts Azurite as a child process on free ports of 127.0.0.1 and resolves when all three services listen.
 * Rejects with what Azurite said when it ends before that, or says nothing for 30 seconds.
 */
export async function startAzurite({ dir, inMemory = false }: AzuriteOptions): Promise<Azurite> {
  const endWithParent = new URL('endWithParent.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    ['--import', endWithParent, azuriteScript(), ...azuriteArguments(dir, inMemory)],
    // A group of its own: Ctrl-C reaches only the starter, which ends everything in the right order.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );

  try {
    const addresses = await listeningAddresses(child);
    if (child.pid === undefined) throw new Error('Azurite listens but has no process id.');
    return { connectionString: connectionString(addresses), pid: child.pid, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function azuriteScript(): string {
  return createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
}

function azuriteArguments(dir: string, inMemory: boolean): string[] {
  const services = SERVICES.flatMap((s) => [`--${s}Host`, '127.0.0.1', `--${s}Port`, '0']);
  // The default of 5 s closes connections that a client on a busy machine is about to reuse ("socket hang up").
  const connections = SERVICES.flatMap((s) => [`--${s}KeepAliveTimeout`, '120']);
  // Without the version check off, an SDK newer than the installed Azurite gets 400 for everything.
  return [
    '--silent',
    '--disableTelemetry',
    '--skipApiVersionCheck',
    ...services,
    ...connections,
    ...(inMemory ? ['--inMemoryPersistence'] : ['--location', dir]),
  ];
}

/** URLs of the services, by `Blob`, `Queue` and `Table`. */
type Addresses = ReadonlyMap<string, string>;

function listeningAddresses(child: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => {
      clearTimeout(limit);
      reject(new Error(`Azurite did not start: ${why}. It said: ${said.trim() || 'nothing'}`));
    };
    const limit = setTimeout(() => fail(`not listening after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const lines = said.matchAll(/Azurite (\w+) service is successfully listening at (\S+)\n/g);
      const addresses = new Map([...lines].map(([, service = '', url = '']) => [service, url]));
      if (addresses.size < SERVICES.length) return;
      clearTimeout(limit);
      resolve(addresses);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with code ${code}`));
  });
}

function connectionString(addresses: Addresses): string {
  const endpoints = [...addresses].map(([service, url]) => `${service}Endpoint=${url}/${ACCOUNT};`);
  return `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};${endpoints.join('')}`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(force);
}
