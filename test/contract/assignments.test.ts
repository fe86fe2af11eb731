import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from 'vitest';
import { startCloud } from '../../local/cloud/cloud.ts';
import { everybody } from '../../local/cloud/rules/authorization/principals.ts';
import type { CloudReply } from '../../local/cloud/rules/exchange.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { virtualTime } from '../../local/cloud/time.ts';
import { createMemoryRoleAssignments } from '../../local/memory/roleAssignments.ts';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../../local/start/laptop.ts';
import { HYBRID_COMPUTE_API_VERSION } from '../../src/lib/azure/machines/machines.ts';
import { armClientOptions } from '../../src/lib/azure/pipeline/armPipeline.ts';
import { createMemoryCounter } from '../../src/lib/azure/pipeline/memoryCounter.ts';
import { limits } from '../../src/lib/azure/rate/limits.ts';
import { createMemoryRateStore } from '../../src/lib/azure/rate/memoryRateStore.ts';
import { createSharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import { createRoleAssignments } from '../../src/lib/azure/roleAssignments/roleAssignments.ts';
import { activationsAndDenialsContract } from './activationsAndDenials.contract.ts';
import { assignmentsContract } from './assignments.contract.ts';
import {
  type AssignmentsHarness,
  type CloudHabits,
  type FreshAssignments,
  OTHER_SUBSCRIPTION,
} from './assignmentsHarness.ts';
import { assignmentWriterContract } from './assignmentWriter.contract.ts';

const TOKEN = 'opaque';
const CLOUD = {
  cloud: 'public',
  subscriptions: [DEMO_SUBSCRIPTION, OTHER_SUBSCRIPTION],
  tenantId: DEMO_TENANT,
} as const;

/** One for all tests: the CA in it is made once, and trusted once. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'assignments-contract-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** What the harnesses have in common: the rules behind them are within reach, sockets or not. */
function outside(rules: Rules): Pick<AssignmentsHarness, 'arm' | 'control'> {
  const headers = { host: 'localhost', authorization: `Bearer ${TOKEN}` };
  const checked = ({ status, body }: CloudReply): unknown => {
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  return {
    arm: (method, url, body) => checked(rules.arm.handle({ method, url, headers, body })),
    control: async (method, url, body) =>
      checked(await new Promise<CloudReply>((done) => rules.control({ method, url, headers: {}, body }, done))),
  };
}

/** A cloud whose directory knows everybody, unless the habits name another. */
function knowing(habits: CloudHabits): CloudHabits {
  return { ...habits, authorization: { principals: everybody, ...habits.authorization } };
}

async function inMemory(habits: CloudHabits): Promise<AssignmentsHarness> {
  const time = virtualTime(Date.UTC(2026, 10, 22));
  const rules = createRules({ ...CLOUD, ...knowing(habits), time, seed: 1, post: () => undefined });
  return {
    assignments: createMemoryRoleAssignments({
      handle: (request) => rules.arm.handle(request),
      clock: time,
      token: TOKEN,
    }),
    endpoint: 'https://localhost',
    ...outside(rules),
    close: async () => rules.events.stop(),
  };
}

async function overHttps(habits: CloudHabits): Promise<AssignmentsHarness> {
  const cloud = await startCloud({ ...CLOUD, ...knowing(habits), dataDir });
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cloud.caFile, 'utf8')]);
  const timing = {
    clock: { now: () => Date.now() },
    random: Math.random,
    sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }),
  };
  const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const arm = armClientOptions({
    ...timing,
    endpoint: cloud.arm,
    cloudAudience: 'https://management.azure.com/.default',
    credential,
    rate: createSharedRate({
      ...timing,
      store: createMemoryRateStore(),
      limits: (kind) => limits('public', kind),
    }),
    lane: 'access',
    counter: createMemoryCounter(),
    ids: () => crypto.randomUUID(),
    apiVersion: HYBRID_COMPUTE_API_VERSION,
    userAgent: 'contract',
  });
  return {
    assignments: createRoleAssignments({ arm, credential }),
    endpoint: cloud.arm,
    ...outside(cloud.rules),
    close: () => cloud.stop(),
  };
}

const HARNESSES: readonly (readonly [string, FreshAssignments])[] = [
  ['over HTTPS through the SDK', overHttps],
  ['in memory on virtual time', inMemory],
];

for (const [name, fresh] of HARNESSES) {
  assignmentsContract(name, fresh);
  activationsAndDenialsContract(name, fresh);
  assignmentWriterContract(name, fresh);
}
