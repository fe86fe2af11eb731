import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { TableClient } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { openStorage, type StorageAccess } from './clients.ts';

const KEY = 'a2V5';
const EMULATOR = [
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1',
  `AccountKey=${KEY}`,
  'QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1',
  'TableEndpoint=http://127.0.0.1:10002/devstoreaccount1',
].join(';');
const ACCOUNT = `DefaultEndpointsProtocol=https;AccountName=arcsignin;AccountKey=${KEY}`;

interface Case {
  what: string;
  access: StorageAccess;
  table: string;
  queue: string;
  insecure: boolean;
}

const CASES: Case[] = [
  {
    what: 'the emulator',
    access: { kind: 'connectionString', text: EMULATOR },
    table: 'http://127.0.0.1:10002/devstoreaccount1',
    queue: 'http://127.0.0.1:10001/devstoreaccount1/looks',
    insecure: true,
  },
  {
    what: 'the emulator on its usual ports',
    access: { kind: 'connectionString', text: 'UseDevelopmentStorage=true' },
    table: 'http://127.0.0.1:10002/devstoreaccount1',
    queue: 'http://127.0.0.1:10001/devstoreaccount1/looks',
    insecure: true,
  },
  {
    what: 'an account',
    access: { kind: 'connectionString', text: `${ACCOUNT};EndpointSuffix=core.windows.net` },
    table: 'https://arcsignin.table.core.windows.net',
    queue: 'https://arcsignin.queue.core.windows.net/looks',
    insecure: false,
  },
  {
    what: 'an account in China',
    access: { kind: 'connectionString', text: `${ACCOUNT};EndpointSuffix=core.chinacloudapi.cn` },
    table: 'https://arcsignin.table.core.chinacloudapi.cn',
    queue: 'https://arcsignin.queue.core.chinacloudapi.cn/looks',
    insecure: false,
  },
  {
    what: 'an account by identity',
    access: {
      kind: 'identity',
      queueUrl: 'https://arcsignin.queue.core.usgovcloudapi.net',
      tableUrl: 'https://arcsignin.table.core.usgovcloudapi.net',
    },
    table: 'https://arcsignin.table.core.usgovcloudapi.net',
    queue: 'https://arcsignin.queue.core.usgovcloudapi.net/looks',
    insecure: false,
  },
];

describe('openStorage', () => {
  it.each(CASES)('names the table and the queue of $what', ({ access, table, queue }) => {
    const storage = openStorage(access, credential([]));

    expect(storage.table('machines').url.replace(/\/$/, '')).toBe(table);
    expect(storage.table('machines').tableName).toBe('machines');
    expect(storage.queue('looks').url).toBe(queue);
    expect(storage.queue('looks').name).toBe('looks');
  });

  it.each(CASES)('lets calls without TLS out to the emulator only: $what', async ({ access, table, insecure }) => {
    const client = openStorage(access, credential([])).table('machines');

    const [request] = await sentBy(client);

    expect(request?.url.startsWith(`${table}/machines(`)).toBe(true);
    expect(request?.allowInsecureConnection ?? false).toBe(insecure);
  });

  it('signs with the key of a connection string and leaves the identity alone', async () => {
    const asked: string[] = [];
    const text = `${ACCOUNT};EndpointSuffix=core.windows.net`;
    const client = openStorage({ kind: 'connectionString', text }, credential(asked)).table('machines');

    const [request] = await sentBy(client);

    expect(request?.headers.get('authorization')).toMatch(/^SharedKeyLite arcsignin:/);
    expect(asked).toEqual([]);
  });

  it('asks the identity for a token of the storage service', async () => {
    const asked: string[] = [];
    const access = { kind: 'identity', queueUrl: 'https://a.example/q', tableUrl: 'https://a.example/t' } as const;
    const client = openStorage(access, credential(asked)).table('machines');

    const [request] = await sentBy(client);

    expect(request?.headers.get('authorization')).toBe('Bearer token');
    expect(asked).toEqual(['https://storage.azure.com/.default']);
  });
});

function credential(asked: string[]) {
  return {
    getToken: async (scopes: string | string[]) => {
      asked.push(...[scopes].flat());
      return { token: 'token', expiresOnTimestamp: 4_000_000_000_000 };
    },
  };
}

/** The requests of one removal, answered before they reach the network. */
async function sentBy(client: TableClient): Promise<PipelineRequest[]> {
  const sent: PipelineRequest[] = [];
  client.pipeline.addPolicy(
    {
      name: 'answer',
      sendRequest: async (request) => {
        sent.push(request);
        return { request, status: 204, headers: createHttpHeaders() };
      },
    },
    { afterPhase: 'Sign' },
  );
  await client.deleteEntity('partition', 'row');
  return sent;
}
