import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import { startCloud } from '../../local/cloud/cloud.ts';
import type { CloudReply } from '../../local/cloud/rules/exchange.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { virtualTime } from '../../local/cloud/time.ts';
import { createMemoryMachines } from '../../local/memory/machines.ts';
import { createCloudClient } from '../../local/start/caClient.ts';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../../local/start/laptop.ts';
import { createMachines, HYBRID_COMPUTE_API_VERSION } from '../../src/lib/azure/machines/machines.ts';
import { armClientOptions } from '../../src/lib/azure/pipeline/armPipeline.ts';
import { createMemoryCounter } from '../../src/lib/azure/pipeline/memoryCounter.ts';
import { limits } from '../../src/lib/azure/rate/limits.ts';
import { createMemoryRateStore } from '../../src/lib/azure/rate/memoryRateStore.ts';
import { createSharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import { type MachinesHarness, machinesContract } from './machines.contract.ts';

const TOKEN = 'opaque';

/** One for all tests: the CA in it is made once, and trusted once. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'machines-contract-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

function controlled(rules: Rules) {
  return async (method: string, path: string, body?: unknown): Promise<void> => {
    const reply = await new Promise<CloudReply>((done) =>
      rules.control({ method, url: path, headers: {}, body }, done),
    );
    if (reply.status >= 300) throw new Error(`control: ${JSON.stringify(reply.body)}`);
  };
}

async function inMemory(): Promise<MachinesHarness> {
  const time = virtualTime(Date.UTC(2026, 10, 22));
  const rules = createRules({
    time,
    seed: 1,
    cloud: 'china',
    tenantId: DEMO_TENANT,
    subscriptions: [DEMO_SUBSCRIPTION],
    post: () => undefined,
  });
  const headers = { host: 'localhost', authorization: `Bearer ${TOKEN}` };
  return {
    machines: createMemoryMachines({ handle: (request) => rules.arm.handle(request), clock: time, token: TOKEN }),
    arm: async (method, url, body) => rules.arm.handle({ method, url, headers, body }).status,
    control: controlled(rules),
    advance: async (ms) => time.advance(ms),
    close: async () => rules.events.stop(),
  };
}

async function overHttps(): Promise<MachinesHarness> {
  const cloud = await startCloud({
    dataDir,
    cloud: 'china',
    subscriptions: [DEMO_SUBSCRIPTION],
    tenantId: DEMO_TENANT,
  });
  const ca = await readFile(cloud.caFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), ca]);
  const client = createCloudClient(ca);
  const clock = { now: () => Date.now() };
  const timing = {
    clock,
    random: Math.random,
    sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }),
  };
  const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const arm = {
    ...timing,
    endpoint: cloud.arm,
    cloudAudience: 'https://management.chinacloudapi.cn/.default',
    credential,
    rate: createSharedRate({
      ...timing,
      store: createMemoryRateStore(),
      limits: (kind) => limits('china', kind),
    }),
    counter: createMemoryCounter(),
    ids: () => crypto.randomUUID(),
    apiVersion: HYBRID_COMPUTE_API_VERSION,
    userAgent: 'contract',
  };
  return {
    machines: createMachines({
      known: armClientOptions({ ...arm, lane: 'onboarding' }),
      unknown: armClientOptions({ ...arm, lane: 'discovery' }),
      credential,
      clock,
    }),
    arm: async (method, path, body) => (await client(method, `${cloud.arm}${path}`, body)).status,
    control: controlled(cloud.rules),
    advance: (ms) => delay(ms),
    close: () => cloud.stop(),
  };
}

machinesContract('over HTTPS through the SDK', overHttps);
machinesContract('in memory on virtual time', inMemory);
