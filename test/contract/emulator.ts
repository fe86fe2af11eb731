/** Azurite for one test file: started before its tests, gone after them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';

const TABLE_OPTIONS = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

export interface Emulator {
  /** A table that nobody else uses and that does not exist yet. */
  freshTable(): TableClient;
  /** A queue that nobody else uses and that does not exist yet. */
  freshQueue(): QueueClient;
}

/** Azurite for the test file that calls this. */
export function useEmulator(): Emulator {
  let dir = '';
  let azurite: Azurite | undefined;
  let made = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'contract-'));
    azurite = await startAzurite({ dir });
  }, 60_000);

  afterAll(async () => {
    await azurite?.stop();
    await rm(dir, { recursive: true });
  });

  const connection = () => azurite?.connectionString ?? '';
  return {
    freshTable: () => TableClient.fromConnectionString(connection(), `fresh${++made}`, TABLE_OPTIONS),
    freshQueue: () => new QueueClient(connection(), `fresh-${++made}`),
  };
}

/** A table that nobody serves. */
export function unreachableTable(): TableClient {
  return new TableClient('http://127.0.0.1:1/account', 'nowhere', TABLE_OPTIONS);
}
