import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { TableClient } from '@azure/data-tables';
import { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { openStorage, type StorageAccess } from './clients.ts';

const KEY = 'a2V5';
const EMULATOR = [
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1',
  `AccountKey=${KEY}`,
  'BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1',
  'QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1',
  'TableEndpoint=http://127.0.0.1:10002/devstoreaccount1',
].join(';');
const ACCOUNT = `DefaultEndpointsProtocol=https;AccountName=arcsignin;AccountKey=${KEY}`;

interface Case {
  what: string;
  access: StorageAccess;
  table: string;
  queue: string;
  container: string;
  insecure: boolean;
}

const CASES: Case[] = [
  {
    what: 'the emulator',
    access: { kind: 'connectionString', text: EMULATOR },
    table: 'http://127.0.0.1:10002/devstoreaccount1',
    queue: 'http://127.0.0.1:10001/devstoreaccount1/looks',
    container: 'http://127.0.0.1:10000/devstoreaccount1/access',
    insecure: true,
  },
  {
    what: 'the emulator on its usual ports',
    access: { kind: 'connectionString', text: 'UseDevelopmentStorage=true' },
    table: 'http://127.0.0.1:10002/devstoreaccount1',
    queue: 'http://127.0.0.1:10001/devstoreaccount1/looks',
    container: 'http://127.0.0.1:10000/devstoreaccount1/access',
    insecure: true,
  },
  {
    what: 'an account',
    access: { kind: 'connectionString', text: `${ACCOUNT};EndpointSuffix=core.windows.net` },
    table: 'https://arcsignin.table.core.windows.net',
    queue: 'https://arcsignin.queue.core.windows.net/looks',
    container: 'https://arcsignin.blob.core.windows.net/access',
    insecure: false,
  },
  {
    what: 'an account in China',
    access: { kind: 'connectionString', text: `${ACCOUNT};EndpointSuffix=core.chinacloudapi.cn` },
    table: 'https://arcsignin.table.core.chinacloudapi.cn',
    queue: 'https://arcsignin.queue.core.chinacloudapi.cn/looks',
    container: 'https://arcsignin.blob.core.chinacloudapi.cn/access',
    insecure: false,
  },
  {
    what: 'an account by identity',
    access: {
      kind: 'identity',
      blobUrl: 'https://arcsignin.blob.core.usgovcloudapi.net',
      queueUrl: 'https://arcsignin.queue.core.usgovcloudapi.net',
      tableUrl: 'https://arcsignin.table.core.usgovcloudapi.net',
    },
    table: 'https://arcsignin.table.core.usgovcloudapi.net',
    queue: 'https://arcsignin.queue.core.usgovcloudapi.net/looks',
    container: 'https://arcsignin.blob.core.usgovcloudapi.net/access',
    insecure: false,
  },
];

describe('openStorage', () => {
  it.each(CASES)('names the table, the queue and the container of $what', ({ access, table, queue, container }) => {
    const storage = openStorage(access, credential([]));

    expect(storage.table('machines').url.replace(/\/$/, '')).toBe(table);
    expect(storage.table('machines').tableName).toBe('machines');
    expect(storage.queue('looks').url).toBe(queue);
    expect(storage.queue('looks').name).toBe('looks');
    expect(storage.container('access').url).toBe(container);
    expect(storage.container('access').containerName).toBe('access');
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
    const access = {
      kind: 'identity',
      blobUrl: 'https://a.example/b',
      queueUrl: 'https://a.example/q',
      tableUrl: 'https://a.example/t',
    } as const;
    const client = openStorage(access, credential(asked)).table('machines');

    const [request] = await sentBy(client);

    expect(request?.headers.get('authorization')).toBe('Bearer token');
    expect(asked).toEqual(['https://storage.azure.com/.default']);
  });
});

describe('the blob at a URL', () => {
  const identity = credential([]);
  const keyOf = (text: string, url: string) => openStorage({ kind: 'connectionString', text }, identity).blob(url);

  it.each([
    { what: 'the emulator', text: EMULATOR, url: 'http://127.0.0.1:10000/devstoreaccount1/policies/policy.yaml' },
    {
      what: 'the account',
      text: `${ACCOUNT};EndpointSuffix=core.windows.net`,
      url: 'https://arcsignin.blob.core.windows.net/policies/a%20b/policy.yaml?versionid=2026-01-31T09:30:00.1234567Z',
    },
  ])('is reached with the key when it lies in $what of the connection string', ({ text, url }) => {
    const blob = keyOf(text, url);

    expect(new URL(blob.url).href).toBe(url);
    expect(blob.credential).toBeInstanceOf(StorageSharedKeyCredential);
    expect(blob.credential).toHaveProperty('accountName', text === EMULATOR ? 'devstoreaccount1' : 'arcsignin');
  });

  it.each([
    'http://127.0.0.1:10000/devstoreaccount2/policies/policy.yaml',
    'http://127.0.0.1:10000/devstoreaccount11/policies/policy.yaml',
    'http://127.0.0.1:10009/devstoreaccount1/policies/policy.yaml',
    'https://127.0.0.1:10000/devstoreaccount1/policies/policy.yaml',
    'https://policies.blob.core.windows.net/policies/policy.yaml',
  ])('is reached with the identity when it lies elsewhere: %s', (url) => {
    const blob = keyOf(EMULATOR, url);

    expect(blob.url).toBe(url);
    expect(blob.credential).toBe(identity);
  });

  it('is reached with the shared access signature where the connection string has one', () => {
    const text = 'BlobEndpoint=https://b.example;QueueEndpoint=https://q.example;SharedAccessSignature=sv=1&sig=a%2Fb';

    const blob = keyOf(text, 'https://b.example/policies/policy.yaml');

    expect(blob.url).toBe('https://b.example/policies/policy.yaml?sv=1&sig=a%2Fb');
    expect(blob.credential).toBeInstanceOf(AnonymousCredential);
  });

  it('is reached with the identity where there is no connection string', () => {
    const access = {
      kind: 'identity',
      blobUrl: 'https://arcsignin.blob.core.windows.net',
      queueUrl: 'https://arcsignin.queue.core.windows.net',
      tableUrl: 'https://arcsignin.table.core.windows.net',
    } as const;

    const blob = openStorage(access, identity).blob('https://arcsignin.blob.core.windows.net/policies/policy.yaml');

    expect(blob.credential).toBe(identity);
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
