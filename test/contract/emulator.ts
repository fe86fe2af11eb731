/** Azurite for one test file: started before its tests, gone after them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient, ContainerClient } from '@azure/storage-blob';
import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';

const TABLE_OPTIONS = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

const BLOB_OPTIONS = { retryOptions: { maxTries: 1 } };

export interface Emulator {
  /** A table that nobody else uses and that does not exist yet. */
  freshTable(): TableClient;
  /** A queue that nobody else uses and that does not exist yet. */
  freshQueue(): QueueClient;
  /** A container that nobody else uses and that does not exist yet. */
  freshContainer(): ContainerClient;
  /** Names all services, once the tests run. */
  connectionString(): string;
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

  const connectionString = () => azurite?.connectionString ?? '';
  return {
    freshTable: () => TableClient.fromConnectionString(connectionString(), `fresh${++made}`, TABLE_OPTIONS),
    freshQueue: () => new QueueClient(connectionString(), `fresh-${++made}`),
    freshContainer: () =>
      BlobServiceClient.fromConnectionString(connectionString(), BLOB_OPTIONS).getContainerClient(`fresh-${++made}`),
    connectionString,
  };
}

/** A table that nobody serves. */
export function unreachableTable(): TableClient {
  return new TableClient('http://127.0.0.1:1/account', 'nowhere', TABLE_OPTIONS);
}

/** A container that nobody serves. */
export function unreachableContainer(): ContainerClient {
  return new ContainerClient('http://127.0.0.1:1/account/nowhere', undefined, BLOB_OPTIONS);
}
