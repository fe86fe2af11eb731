/**
 * What a run of access costs: calls to Microsoft Graph and Azure Resource Manager for 20 bindings, each one group of 200 on
 * one scope, over 10 subscriptions: the first run, the next one with nothing changed, and one after somebody joined a group.
 * The real adapters over HTTPS against the simulated cloud.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startCloud } from '../local/cloud/cloud.ts';
import { createMemoryControl } from '../local/memory/control.ts';
import { createMemoryDocuments } from '../local/memory/documents.ts';
import { createMemoryGrants } from '../local/memory/grants.ts';
import { createMemoryQuarantines } from '../local/memory/quarantines.ts';
import { DEMO_TENANT } from '../local/start/laptop.ts';
import { planningFor } from '../src/compose/access.ts';
import { armFor, platformFor } from '../src/compose/platform.ts';
import { watchedFor } from '../src/compose/watched.ts';
import { planOnce } from '../src/lib/access/runs/planOnce.ts';
import { createMemoryRateStore } from '../src/lib/azure/rate/memoryRateStore.ts';
import { createInventory } from '../src/lib/azure/resourceGraph/inventory.ts';
import { createSelf } from '../src/lib/azure/self.ts';
import { readSettings } from '../src/lib/settings/settings.ts';

const BINDINGS = 20;
const MEMBERS = 200;
const SUBSCRIPTIONS = 10;

const guid = (kind: string, n: number): string =>
  `${kind.padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const subscriptions = Array.from({ length: SUBSCRIPTIONS }, (_, n) => guid('5b5c', n));

const dataDir = await mkdtemp(join(tmpdir(), 'access-calls-'));
const cloud = await startCloud({ dataDir, cloud: 'public', subscriptions, tenantId: DEMO_TENANT });
const ca = await readFile(cloud.caFile, 'utf8');
setDefaultCACertificates([...getCACertificates('default'), ca]);

// Straight into the directory: nobody waits for eight thousand requests.
const { store } = cloud.rules.directory;
const person = (n: number) =>
  store.add('user', {
    displayName: `u${n}`,
    userPrincipalName: `u${n}@bench.example`,
    accountEnabled: true,
    userType: 'Member',
  });
const groups = Array.from({ length: BINDINGS }, (_, n) => {
  const made = store.add('group', { displayName: `g${n}`, securityEnabled: true });
  for (let member = 0; member < MEMBERS; member++) store.link(made, 'members', person(n * MEMBERS + member));
  return made;
});

const bindings = groups.map((made, n) =>
  [
    `  - name: binding-${n}`,
    `    group: { id: ${made.id} }`,
    `    role: user`,
    `    scopes: [/subscriptions/${subscriptions[n % SUBSCRIPTIONS]}/resourceGroups/rg-${n}]`,
  ].join('\n'),
);
const text = `version: 1\nbindings:\n${bindings.join('\n')}\n`;

process.env['IDENTITY_ENDPOINT'] = cloud.identity;
process.env['IDENTITY_HEADER'] = cloud.identityHeader;
const environment = {
  IDENTITY_ENDPOINT: cloud.identity,
  ARM_ENDPOINT: cloud.arm,
  GRAPH_ENDPOINT: cloud.graph,
  INSTALLATION_ID: guid('c', 1),
  SUBSCRIPTION_IDS: subscriptions.join(','),
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};
const read = readSettings(environment);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const platform = platformFor(environment, read.settings);
const arm = armFor(platform, createMemoryRateStore());
const inventory = createInventory({ ...platform.timing, arm: arm('access'), credential: platform.credential });
const control = createMemoryControl();
const planning = planningFor(platform, {
  arm,
  inventory,
  watched: watchedFor(read.settings, { inventory, store: control, clock: platform.timing.clock }),
  self: createSelf(platform.credential, platform.cloud.armScope),
  documents: createMemoryDocuments(),
  quarantines: createMemoryQuarantines(),
  store: control,
  grants: createMemoryGrants(),
  policySource: { read: async () => ({ kind: 'text', text, etag: '1' }) },
});

const table = [];
for (const [what, change] of [
  ['first run', async () => undefined],
  ['nothing changed', async () => undefined],
  ['one joiner', async () => joins()],
] as const) {
  await change();
  const before = totals();
  const started = performance.now();
  const plan = await planOnce({ ...planning, sleep: (ms) => delay(ms) });
  const after = totals();
  table.push({
    run: what,
    'to add': plan.adds.length,
    complete: plan.complete,
    'Graph calls': after.graph - before.graph,
    'ARM calls': after.arm - before.arm,
    'group readings': after.members - before.members,
    seconds: ((performance.now() - started) / 1000).toFixed(2),
  });
}
console.table(table);
await cloud.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit(0);

function totals() {
  const counts = cloud.rules.counts.byService();
  const sum = (service: 'graph' | 'arm', only?: RegExp): number =>
    Object.entries(counts[service] ?? {})
      .filter(([operation]) => only === undefined || only.test(operation))
      .flatMap(([, statuses]) => Object.values(statuses))
      .reduce((total, count) => total + count, 0);
  return { graph: sum('graph'), arm: sum('arm'), members: sum('graph', /transitiveMembers/) };
}

function joins(): void {
  const [first] = groups;
  if (first !== undefined) store.link(first, 'members', person(BINDINGS * MEMBERS));
}
