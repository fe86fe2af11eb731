/**
 * What a sweep costs that finds nothing to do: every call it makes over a fleet that is settled, counted by kind where it
 * leaves the process. The real app over Azurite and the simulated cloud's HTTPS: `node bench/idleSweep.ts 10000`. The fleet is
 * written down as its looks would have left it, since ten thousand real ones take an hour at ARM's rate.
 */
import { subscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { startAzurite } from '../local/azurite.ts';
import { type Cloud, startCloud } from '../local/cloud/cloud.ts';
import type { Asker } from '../local/cloud/rules/caller.ts';
import { putMachine } from '../local/cloud/rules/machines.ts';
import { machineView } from '../local/cloud/rules/machineView.ts';
import { keyOf } from '../local/cloud/rules/resourceId.ts';
import type { World } from '../local/cloud/rules/world.ts';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../local/start/laptop.ts';
import type { App } from '../src/app.ts';
import { compose } from '../src/compose/compose.ts';
import { sweepFleet } from '../src/functions/sweepFleet.ts';
import { readMachine } from '../src/lib/azure/machines/machineSchema.ts';
import { openStorage } from '../src/lib/azure/storage/clients.ts';
import { createTableLedger } from '../src/lib/azure/storage/tableLedger.ts';
import type { OnboardingSettings } from '../src/lib/onboarding/evidence.ts';
import { ENTRA_SIGN_IN, type ObservedMachine } from '../src/lib/onboarding/machine.ts';
import { armId, type MachineId } from '../src/lib/onboarding/machineId.ts';
import { attempted, attempting, firstSight, type MachineRecord } from '../src/lib/onboarding/record.ts';
import { reflect } from '../src/lib/onboarding/reflect.ts';
import { TIMER } from '../test/simulation/sweeper.ts';

const LOCATION = 'westeurope';
const GUID = '00000000-0000-4000-8000-000000000001';
const ASKER: Asker = {
  caller: { appId: GUID, objectId: GUID, principal: GUID },
  correlationId: GUID,
  method: 'PUT',
  url: 'https://localhost/',
  clientRequestId: GUID,
};
const AT_ONCE = 32;
/** What node tells of a request that goes out. */
const called = z.object({ request: z.object({ method: z.string(), path: z.string() }) });

const machines = Number(process.argv[2] ?? 10_000);
const dataDir = await mkdtemp(join(tmpdir(), 'idle-sweep-'));
const azurite = await startAzurite({ dir: join(dataDir, 'azurite') });
const cloud = await startCloud({ dataDir, cloud: 'public', subscriptions: [DEMO_SUBSCRIPTION], tenantId: DEMO_TENANT });
setDefaultCACertificates([...getCACertificates('default'), await readFile(cloud.caFile, 'utf8')]);
// The credential of the platform reads these where it is used.
Object.assign(process.env, { IDENTITY_ENDPOINT: cloud.identity, IDENTITY_HEADER: cloud.identityHeader });
const app = compose({
  AZURE_CLOUD: 'public',
  INSTALLATION_ID: GUID,
  SUBSCRIPTION_IDS: DEMO_SUBSCRIPTION,
  ONBOARDING_MODE: 'enforce',
  ONBOARD: 'resourceGroup:rg-*',
  SETTLE_MINUTES: '0',
  AzureWebJobsStorage: azurite.connectionString,
  ARM_ENDPOINT: cloud.arm,
  IDENTITY_ENDPOINT: cloud.identity,
});
if (app.kind !== 'app') throw new Error(JSON.stringify(app.problems));

await settle(app, cloud);
const calls = countingCalls();
for (const what of ['first sweep of a process', 'idle sweep']) {
  calls.clear();
  const began = performance.now();
  const context = new InvocationContext({
    functionName: 'sweepFleet',
    logHandler: (level, ...said) => level === 'information' && console.log(what, ...said),
  });
  await sweepFleet(async () => app)(TIMER, context);
  for (const [kind, count] of calls) console.log(`  ${kind.padEnd(32)} ${count}`);
  console.log(`  ${'wall time'.padEnd(32)} ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
await cloud.stop();
await azurite.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit();

/** Every call over HTTP that leaves this process from now on, by kind. */
function countingCalls(): Map<string, number> {
  const counts = new Map<string, number>();
  subscribe('http.client.request.start', (message) => {
    const { method, path } = called.parse(message).request;
    const kind = kindOf(method, path);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  return counts;
}

function kindOf(method: string, path: string): string {
  const [, table] = /^\/devstoreaccount1\/(\w+)/.exec(path) ?? [];
  if (table !== undefined) return `table ${table}: ${method === 'GET' ? 'read' : 'write'}`;
  if (path.includes('Microsoft.ResourceGraph')) return 'Resource Graph query';
  if (path.startsWith('/subscriptions')) return `ARM ${method}`;
  return `other ${method} ${path.split('?')[0]}`;
}

/** Puts machines into the cloud that have everything, and into the ledger what their looks would have left there. */
async function settle({ settings }: App, { rules }: Cloud): Promise<void> {
  const { world } = rules;
  const nobody = { getToken: async () => null };
  const storage = openStorage({ kind: 'connectionString', text: azurite.connectionString }, nobody);
  const ledger = createTableLedger(storage.table('machines'), { now: () => Date.now() });
  const left = Array.from({ length: machines }, (_, n) => n);
  const worker = async (): Promise<void> => {
    for (let n = left.pop(); n !== undefined; n = left.pop()) {
      await ledger.write(recordOf(register(n, world), settings), undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A machine with identity and extension, as ARM has it. */
function register(n: number, world: World): ObservedMachine {
  const id: MachineId = { subscriptionId: DEMO_SUBSCRIPTION, resourceGroup: 'rg-bench', name: `srv-${n}` };
  putMachine(world, { ...id, machine: id.name }, { location: LOCATION, identity: { type: 'SystemAssigned' } }, ASKER);
  const machine = world.machines.get(keyOf(armId(id)));
  if (machine === undefined) throw new Error(`${id.name} did not register.`);
  const { name, ...spec } = ENTRA_SIGN_IN;
  const [extension, provisioningState] = [`${machine.id}/extensions/${name}`, 'Succeeded'];
  const installed = { id: extension, name, machine, location: LOCATION, spec, provisioningState, everSucceeded: true };
  machine.extensions.set(name.toLowerCase(), installed);
  world.index.changed(machine);
  return readMachine(id, machineView(world, machine));
}

/** The record of a machine that was registered and got its extension from us. */
function recordOf(machine: ObservedMachine, settings: OnboardingSettings): MachineRecord {
  const now = Date.now();
  const reading = { machine, tenantId: DEMO_TENANT, offered: true, settings, now };
  const before = reflect(firstSight(machine.id, now), { ...reading, machine: { ...machine, extensions: [] } });
  return reflect(attempted(attempting(before, now, 'installExtension'), 'accepted'), reading);
}
