import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { startCloud } from '../../local/cloud/cloud.ts';
import type { CloudReply } from '../../local/cloud/rules/exchange.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { virtualTime } from '../../local/cloud/time.ts';
import { createMemoryInventory } from '../../local/memory/inventory.ts';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../../local/start/laptop.ts';
import { HYBRID_COMPUTE_API_VERSION } from '../../src/lib/azure/machines/machines.ts';
import { armClientOptions } from '../../src/lib/azure/pipeline/armPipeline.ts';
import { createMemoryCounter } from '../../src/lib/azure/pipeline/memoryCounter.ts';
import { limits } from '../../src/lib/azure/rate/limits.ts';
import { createMemoryRateStore } from '../../src/lib/azure/rate/memoryRateStore.ts';
import { createSharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import { createInventory } from '../../src/lib/azure/resourceGraph/inventory.ts';
import { type InventoryHarness, inventoryContract, OTHER_SUBSCRIPTION } from './inventory.contract.ts';

const TOKEN = 'opaque';
const CLOUD = {
  cloud: 'china',
  subscriptions: [DEMO_SUBSCRIPTION, OTHER_SUBSCRIPTION],
  tenantId: DEMO_TENANT,
} as const;

/** One for all tests: the CA in it is made once, and trusted once. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'inventory-contract-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const recorded = z.object({ request: z.object({ url: z.string(), body: z.unknown() }) });

/** What the harnesses have in common: the rules behind them are within reach, sockets or not. */
function outside(rules: Rules): Pick<InventoryHarness, 'arm' | 'control' | 'queries'> {
  const headers = { host: 'localhost', authorization: `Bearer ${TOKEN}` };
  return {
    arm(method, path, body) {
      const reply = rules.arm.handle({ method, url: `${path}?api-version=2024-07-10`, headers, body });
      if (reply.status >= 300) throw new Error(`arm: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async control(method, path, body) {
      const reply = await new Promise<CloudReply>((done) =>
        rules.control({ method, url: path, headers: {}, body }, done),
      );
      if (reply.status >= 300) throw new Error(`control: ${JSON.stringify(reply.body)}`);
    },
    queries: () =>
      rules.traffic
        .lines({})
        .map((line) => recorded.parse(JSON.parse(line)).request)
        .filter(({ url }) => url.includes('/Microsoft.ResourceGraph/'))
        .map(({ body }) => body),
  };
}

async function inMemory(): Promise<InventoryHarness> {
  const time = virtualTime(Date.UTC(2026, 10, 22));
  const rules = createRules({ ...CLOUD, time, seed: 1, post: () => undefined });
  const sleep = async (ms: number): Promise<void> => time.advance(ms);
  return {
    inventory: createMemoryInventory({
      handle: (request) => rules.arm.handle(request),
      clock: time,
      sleep,
      token: TOKEN,
    }),
    ...outside(rules),
    advance: sleep,
    close: async () => rules.events.stop(),
  };
}

async function overHttps(): Promise<InventoryHarness> {
  const cloud = await startCloud({ ...CLOUD, dataDir });
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cloud.caFile, 'utf8')]);
  const clock = { now: () => Date.now() };
  const sleep = (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal });
  const timing = { clock, random: Math.random, sleep };
  const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const rate = createSharedRate({
    ...timing,
    store: createMemoryRateStore(),
    limits: (kind) => limits('china', kind),
  });
  const arm = armClientOptions({
    ...timing,
    endpoint: cloud.arm,
    cloudAudience: 'https://management.chinacloudapi.cn/.default',
    credential,
    rate,
    lane: 'onboarding',
    counter: createMemoryCounter(),
    ids: () => crypto.randomUUID(),
    apiVersion: HYBRID_COMPUTE_API_VERSION,
    userAgent: 'contract',
  });
  return {
    inventory: createInventory({ arm, credential, clock, sleep }),
    ...outside(cloud.rules),
    advance: sleep,
    close: () => cloud.stop(),
  };
}

inventoryContract('over HTTPS through the SDK', overHttps);
inventoryContract('in memory on virtual time', inMemory);
