import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InventoryPage } from '../../onboarding/inventory.ts';
import { armClientOptions } from '../pipeline/armPipeline.ts';
import { type ArmServer, startArmServer, TOKEN } from '../pipeline/armServer.fixture.ts';
import { createMemoryCounter } from '../pipeline/memoryCounter.ts';
import { limits } from '../rate/limits.ts';
import { createMemoryRateStore } from '../rate/memoryRateStore.ts';
import { createSharedRate } from '../rate/sharedRate.ts';
import { virtualTime } from '../rate/virtualTime.fixture.ts';
import { createInventory } from './inventory.ts';

const EMPTY = { totalRecords: 0, count: 0, resultTruncated: 'false', data: [] };
const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';

let server: ArmServer;
beforeAll(async () => {
  server = await startArmServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
});

function connected() {
  const { clock, sleep } = virtualTime();
  const timing = { clock, sleep, random: () => 0.5 };
  const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: 8.64e15 }) };
  const counter = createMemoryCounter();
  const options = armClientOptions({
    ...timing,
    endpoint: server.endpoint,
    cloudAudience: 'https://management.example/.default',
    credential,
    rate: createSharedRate({ ...timing, store: createMemoryRateStore(), limits: (kind) => limits('public', kind) }),
    lane: 'onboarding',
    ids: () => 'id',
    counter,
    apiVersion: '2024-07-10',
    userAgent: 'arc-entra-signin/test',
  });
  const arm = { ...options, httpClient: server.httpClient };
  return { counter, inventory: createInventory({ arm, credential, clock, sleep }) };
}

async function all(pages: AsyncIterable<InventoryPage>): Promise<InventoryPage[]> {
  const got: InventoryPage[] = [];
  for await (const page of pages) got.push(page);
  return got;
}

describe('the inventory over the SDK', () => {
  it('queries through the pipeline of ARM: its host, token, api-version, user agent and count', async () => {
    server.replies({ status: 200, body: EMPTY });
    const { inventory, counter } = connected();

    await all(inventory.machines({ kind: 'subscriptions', subscriptionIds: [SUBSCRIPTION] }));

    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        url: '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'user-agent': expect.stringMatching(/^arc-entra-signin\/test/),
          'x-ms-client-request-id': 'id',
        },
      },
    ]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      subscriptions: [SUBSCRIPTION],
      query: expect.stringMatching(/^resources \| where type =~ "microsoft.hybridcompute\/machines" /),
      options: { $top: 1000, resultFormat: 'objectArray' },
    });
    expect(counter.snapshot()).toEqual([
      { service: 'arm', operation: 'POST Microsoft.ResourceGraph/resources', status: '200', count: 1 },
    ]);
  });

  it('reads the quota in the headers of an answer', async () => {
    const headers = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:01:00' };
    const body = { ...EMPTY, totalRecords: 2, count: 1, data: [{}], $skipToken: 'next' };
    server.replies({ status: 200, headers, body });

    const pages = all(connected().inventory.machines({ kind: 'managementGroup', id: 'demo' }));

    await expect(pages).rejects.toMatchObject({ kind: 'throttled', code: 'ResourceGraphQuota' });
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    { status: 200 },
    { status: 202, body: EMPTY },
    { status: 200, body: { ...EMPTY, facets: 1 } },
    { status: 200, headers: { 'content-type': 'text/plain' }, body: EMPTY },
  ])('takes what is no answer for a failure that passes: %j', async (reply) => {
    server.replies(reply);

    const subscriptions = connected().inventory.subscriptionsBelow('demo');

    await expect(subscriptions).rejects.toMatchObject({ kind: 'transient', code: 'MalformedAnswer' });
  });

  it('throws the failures of the pipeline as they are', async () => {
    server.replies({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } });

    const subscriptions = connected().inventory.subscriptionsBelow('demo');

    await expect(subscriptions).rejects.toMatchObject({ kind: 'denied', code: 'AuthorizationFailed' });
  });
});
