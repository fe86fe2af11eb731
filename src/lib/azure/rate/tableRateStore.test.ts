import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../../../local/azurite.ts';
import { rateStoreContract } from './rateStore.contract.ts';
import { createTableRateStore } from './tableRateStore.ts';

const KEY = { subscriptionId: 'aaaa', kind: 'read' } as const;
const ROW = { version: 2, at: 1_800_000_000_000, tat: 1_800_000_000_000, lanes: {} } as const;
const NOW = '2027-01-15T08:00:00.000Z';
const OPTIONS = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

let dir: string;
let azurite: Azurite;
let tables = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rate-store-'));
  azurite = await startAzurite({ dir });
}, 60_000);

afterAll(async () => {
  await azurite.stop();
  await rm(dir, { recursive: true });
});

/** A table of its own, which does not exist yet. */
function freshTable(): TableClient {
  tables += 1;
  return TableClient.fromConnectionString(azurite.connectionString, `rate${tables}`, OPTIONS);
}

rateStoreContract('table', () => createTableRateStore(freshTable()));

describe('createTableRateStore', () => {
  it.each([
    { title: 'of an unknown version', entity: { version: 1, tat: 'elsewhere' } },
    { title: 'with an instant that is none', entity: { version: 2, at: NOW, tat: 'soon', lanes: '{}' } },
    { title: 'with lanes that are no JSON', entity: { version: 2, at: NOW, tat: NOW, lanes: '{' } },
    { title: 'with lanes that are none', entity: { version: 2, at: NOW, tat: NOW, lanes: '{"access":1}' } },
  ])('treats a row $title as unused and replaces it by its etag', async ({ entity }) => {
    const table = freshTable();
    await table.createTable();
    await table.createEntity({ partitionKey: 'aaaa', rowKey: 'read', ...entity });
    const store = createTableRateStore(table);

    const found = await store.read(KEY);
    const outcome = await store.write(KEY, ROW, found?.etag);

    expect(found?.row).toEqual({ version: 2, at: 0, tat: 0, lanes: {} });
    expect(outcome).toBe('ok');
    expect((await store.read(KEY))?.row).toEqual(ROW);
  });

  it('throws what the service says when it cannot be reached', async () => {
    const nobody = new TableClient('http://127.0.0.1:1/account', 'rate', OPTIONS);
    const store = createTableRateStore(nobody);

    await expect(store.read(KEY)).rejects.toThrow(/ECONNREFUSED/);
    await expect(store.write(KEY, ROW, undefined)).rejects.toThrow(/ECONNREFUSED/);
    await expect(store.write(KEY, ROW, 'etag')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('throws errors that are not of the service as they are', async () => {
    const table = freshTable();
    table.pipeline.addPolicy({ name: 'broken', sendRequest: () => Promise.reject(new TypeError('x is undefined')) });

    await expect(createTableRateStore(table).read(KEY)).rejects.toThrow(new TypeError('x is undefined'));
  });
});
