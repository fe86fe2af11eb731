/** Builds the app from the environment: settings, clients, adapters. Loaded at the first invocation, not at start. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { App, Misconfigured } from './app.ts';
import { LOOK_QUEUE } from './functions/queues.ts';
import { CLOUDS, type Cloud } from './lib/azure/clouds.ts';
import { createCredential } from './lib/azure/credential.ts';
import { parseEvent } from './lib/azure/eventParser.ts';
import { createMachines, HYBRID_COMPUTE_API_VERSION } from './lib/azure/machines/machines.ts';
import { armClientOptions } from './lib/azure/pipeline/armPipeline.ts';
import { createMemoryCounter } from './lib/azure/pipeline/memoryCounter.ts';
import { limits } from './lib/azure/rate/limits.ts';
import { createSharedRate } from './lib/azure/rate/sharedRate.ts';
import { createTableRateStore } from './lib/azure/rate/tableRateStore.ts';
import { createInventory } from './lib/azure/resourceGraph/inventory.ts';
import { createSelf } from './lib/azure/self.ts';
import { openStorage, type StorageAccess } from './lib/azure/storage/clients.ts';
import { createLookQueue } from './lib/azure/storage/lookQueue.ts';
import { createTableControl } from './lib/azure/storage/tableControl.ts';
import { createTableJournal } from './lib/azure/storage/tableJournal.ts';
import { createTableLedger } from './lib/azure/storage/tableLedger.ts';
import { createTableTotals } from './lib/azure/storage/tableTotals.ts';
import { createTableVmIds } from './lib/azure/storage/tableVmIds.ts';
import type { AuthMode } from './lib/http/auth.ts';
import { createBrakes } from './lib/onboarding/brakes.ts';
import { countedLedger } from './lib/onboarding/countedLedger.ts';
import type { OnboardingSettings } from './lib/onboarding/evidence.ts';
import { createPauseState } from './lib/onboarding/pauseState.ts';
import { createRolloutBrake } from './lib/onboarding/rolloutBrake.ts';
import { type Watched, type WatchedBelowDeps, watchedBelow, watchedSubscriptions } from './lib/onboarding/watched.ts';
import { readSettings, type Settings } from './lib/settings/settings.ts';
import { minutes } from './lib/time.ts';

/** Names of the tables; the host's own begin with `azure`. */
const TABLES = { ledger: 'machines', rate: 'rate', journal: 'journal', control: 'control', vmIds: 'vmIds' };

/** The app for this environment, or every problem with its settings. Makes no call. */
export function compose(environment: Readonly<Record<string, string | undefined>>): App | Misconfigured {
  const clock = { now: () => Date.now() };
  const read = readSettings(environment);
  if (!read.ok) return { kind: 'misconfigured', problems: read.problems, clock, auth: authDespite(environment) };
  const { settings } = read;
  const cloud = cloudOf(settings);
  const credential = createCredential({
    managed: environment['IDENTITY_ENDPOINT'] !== undefined,
    authorityHost: cloud.authorityHost,
    ...(settings.clientId !== undefined && { clientId: settings.clientId }),
  });
  const storage = openStorage(storageOf(settings, cloud), credential);
  const instance = randomUUID();
  const counter = createMemoryCounter();
  const timing = { clock, random: Math.random, sleep };
  const rate = createSharedRate({
    ...timing,
    store: createTableRateStore(storage.table(TABLES.rate)),
    limits: (kind, lane) => limits(settings.cloud, kind, lane),
  });
  const arm = {
    ...timing,
    endpoint: cloud.armEndpoint,
    cloudAudience: cloud.armScope,
    credential,
    rate,
    counter,
    ids: randomUUID,
    apiVersion: HYBRID_COMPUTE_API_VERSION,
    userAgent: `arc-entra-signin/${settings.installationId}`,
    deadlineMs: ARM_DEADLINE_MS,
  };
  const machines = createMachines({
    known: armClientOptions({ ...arm, lane: 'onboarding' }),
    unknown: armClientOptions({ ...arm, lane: 'discovery' }),
    credential,
    clock,
  });
  const control = storage.table(TABLES.control);
  const store = createTableControl(control);
  const rollout = createRolloutBrake({ ...timing, store, most: settings.maxInstallsInFlight });
  const pauses = createPauseState({ ...timing, store });
  const totals = createTableTotals(control, { clock, instance, newEpoch: randomUUID });
  const ledger = countedLedger(createTableLedger(storage.table(TABLES.ledger), clock), totals);
  const inventory = createInventory({ ...timing, arm: armClientOptions({ ...arm, lane: 'onboarding' }), credential });
  const journal = createTableJournal(storage.table(TABLES.journal), clock, instance);
  const watched = watchedBy(settings, { inventory, store, clock });
  const auth = authOf(settings);
  const lockedOut = auth.kind === 'entra' && !auth.platformAuthEnabled;
  return {
    kind: 'app',
    clock,
    reader: machines,
    writer: machines,
    ledger,
    vmIds: createTableVmIds(storage.table(TABLES.vmIds)),
    journal,
    queue: createLookQueue(storage.queue(LOOK_QUEUE)),
    newToken: randomUUID,
    self: createSelf(credential, cloud.armScope),
    watched,
    inventory,
    brakes: createBrakes({ rollout, pauses }),
    rollout,
    pauses,
    totals,
    settings: onboardingOf(settings),
    parseEvent,
    auth,
    health: {
      problems: [],
      app: { ledger, reader: machines, journal, watched, lockedOut, calls: () => counter.snapshot() },
    },
  };
}

/** A look makes up to three calls and must end within LOOK_MS (90 s), with the ledger's time to spare. */
const ARM_DEADLINE_MS = 25_000;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}

function cloudOf({ cloud, armEndpoint }: Settings): Cloud {
  const named = CLOUDS[cloud];
  return armEndpoint === undefined ? named : { ...named, armEndpoint };
}

function storageOf(settings: Settings, { storageSuffix }: Cloud): StorageAccess {
  const { storageConnection, storageAccount, storageBlobUri, storageQueueUri, storageTableUri } = settings;
  if (storageConnection !== undefined) return { kind: 'connectionString', text: storageConnection };
  return {
    kind: 'identity',
    blobUrl: storageBlobUri ?? `https://${storageAccount}.blob.${storageSuffix}`,
    queueUrl: storageQueueUri ?? `https://${storageAccount}.queue.${storageSuffix}`,
    tableUrl: storageTableUri ?? `https://${storageAccount}.table.${storageSuffix}`,
  };
}

function onboardingOf({
  onboardingMode: mode,
  onboard,
  excludeTag,
  settleMinutes,
  driftGrace,
}: Settings): OnboardingSettings {
  return { mode, onboard, excludeTag, settleMs: minutes(settleMinutes), driftGraceMs: driftGrace };
}

function watchedBy({ subscriptionIds, managementGroupId }: Settings, deps: WatchedBelowDeps): Watched {
  return managementGroupId === undefined
    ? watchedSubscriptions(subscriptionIds ?? [])
    : watchedBelow(managementGroupId, deps);
}

function authOf({ httpAuth, platformAuth }: Settings): AuthMode {
  return httpAuth === 'key' ? { kind: 'key' } : { kind: 'entra', platformAuthEnabled: platformAuth };
}

/** How callers are known while settings are wrong: as main.ts has told the host, who then guards nothing by itself. */
function authDespite(environment: Readonly<Record<string, string | undefined>>): AuthMode {
  if (environment['HTTP_AUTH']?.trim() !== 'entra') return { kind: 'key' };
  return { kind: 'entra', platformAuthEnabled: environment['WEBSITE_AUTH_ENABLED']?.trim().toLowerCase() === 'true' };
}
