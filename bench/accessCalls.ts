/**
 * What access costs: calls to Microsoft Graph and Azure Resource Manager for 20 bindings, each one group of 200 on one scope,
 * over 10 subscriptions, with everything carried out: the first run, the next one with nothing changed, after somebody
 * joined a group, and after somebody left one, which a second run confirms. The real adapters over HTTPS against the
 * simulated cloud, at the rate that the app allows itself. `node bench/accessCalls.ts 40`: groups of 40.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startCloud } from '../local/cloud/cloud.ts';
import { createMemoryChangeQueue } from '../local/memory/changeQueue.ts';
import { createMemoryChanges } from '../local/memory/changes.ts';
import { createMemoryControl } from '../local/memory/control.ts';
import { createMemoryDocuments } from '../local/memory/documents.ts';
import { createMemoryGrants } from '../local/memory/grants.ts';
import { createMemoryQuarantines } from '../local/memory/quarantines.ts';
import { createMemoryRunQueue } from '../local/memory/runQueue.ts';
import { createMemoryRuns } from '../local/memory/runs.ts';
import { DEMO_TENANT } from '../local/start/laptop.ts';
import { applyingFor, planningFor, runsFor } from '../src/compose/access.ts';
import { armFor, platformFor } from '../src/compose/platform.ts';
import { watchedFor } from '../src/compose/watched.ts';
import { applyChange } from '../src/lib/access/apply/applyChange.ts';
import type { RunDeps } from '../src/lib/access/runs/accessDeps.ts';
import { planAccess } from '../src/lib/access/runs/planAccess.ts';
import { requestAccessRun } from '../src/lib/access/runs/requestAccessRun.ts';
import { AGAIN } from '../src/lib/access/runs/runMessage.ts';
import { createMemoryRateStore } from '../src/lib/azure/rate/memoryRateStore.ts';
import { createInventory } from '../src/lib/azure/resourceGraph/inventory.ts';
import { createSelf } from '../src/lib/azure/self.ts';
import { createPauseState } from '../src/lib/onboarding/pauseState.ts';
import { readSettings } from '../src/lib/settings/settings.ts';

const BINDINGS = 20;
const MEMBERS = Number(process.argv[2] ?? 200);
/** Messages that the host handles at a time: host.json. */
const AT_ONCE = 16;
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
  const members = Array.from({ length: MEMBERS }, (_, member) => person(n * MEMBERS + member));
  for (const member of members) store.link(made, 'members', member);
  return { id: made.id, made, leaver: members.at(-1) };
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
  ACCESS_MODE: 'enforce',
  REMOVAL_CONFIRM_SECONDS: '1',
  GUARDS: 'maxNewUsers=1000',
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

const clock = platform.timing.clock;
const runQueue = createMemoryRunQueue(clock);
const changeQueue = createMemoryChangeQueue(clock);
const changes = createMemoryChanges();
const queues = { runQueue, changeQueue, changes, store: control };
const running: RunDeps = {
  ...runsFor(platform, planning, { ...queues, runs: createMemoryRuns() }),
  progress: () => undefined,
};
const applying = applyingFor(platform, planning, {
  ...queues,
  arm,
  // No binding selects machines, so none is ever asked for.
  machines: { get: () => Promise.reject(new Error('No machine is read.')) },
  pauses: createPauseState({ ...platform.timing, store: control }),
});

const table = [];
for (const [what, change] of [
  ['first run', () => undefined],
  ['nothing changed', () => undefined],
  ['one joiner', joins],
  ['one leaver', leaves],
] as const) {
  change();
  const before = totals();
  const started = performance.now();
  const runs = await settled();
  const after = totals();
  table.push({
    what,
    runs,
    written: after.writes - before.writes,
    'Graph calls': after.graph - before.graph,
    'ARM calls': after.arm - before.arm,
    'group readings': after.members - before.members,
    'proof of membership': after.proofs - before.proofs,
    seconds: ((performance.now() - started) / 1000).toFixed(2),
  });
}
console.table(table);
await cloud.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit(0);

/** Asks for a run and handles messages, as many at a time as the host does, until none waits. Answers how many runs that took. */
async function settled(): Promise<number> {
  let runs = 1;
  await requestAccessRun('person', running);
  while (runQueue.nextDue() !== undefined || changeQueue.nextDue() !== undefined) {
    const runId = runQueue.take();
    if (runId === AGAIN) {
      runs += 1;
      await requestAccessRun('events', running);
    } else if (runId !== undefined) {
      await planAccess(runId, running, fail);
    }
    const grants = Array.from({ length: AT_ONCE }, () => changeQueue.take()).filter((grant) => grant !== undefined);
    await Promise.all(grants.map((grant) => applyChange(grant, applying, fail)));
    if (runId === undefined && grants.length === 0) await delay(50);
  }
  return runs;
}

function fail(error: unknown): void {
  throw error;
}

function totals() {
  const counts = cloud.rules.counts.byService();
  const sum = (service: 'graph' | 'arm', only?: RegExp): number =>
    Object.entries(counts[service] ?? {})
      .filter(([operation]) => only === undefined || only.test(operation))
      .flatMap(([, statuses]) => Object.values(statuses))
      .reduce((total, count) => total + count, 0);
  return {
    // The parts of a batch count, and not the batch, as they do for the service's own limits.
    graph: sum('graph', /^(?!batch\/)/),
    arm: sum('arm'),
    writes: sum('arm', /^roleAssignments\/(write|delete)$/),
    members: sum('graph', /transitiveMembers/),
    proofs: sum('graph', /checkMemberGroups/),
  };
}

function joins(): void {
  const [first] = groups;
  if (first !== undefined) store.link(first.made, 'members', person(BINDINGS * MEMBERS));
}

function leaves(): void {
  const [first] = groups;
  if (first?.leaver !== undefined) store.unlink(first.made, 'members', first.leaver);
}
