/** Builds the app from the environment: settings, clients, adapters. Loaded at the first invocation, not at start. */
import { randomUUID } from 'node:crypto';
import type { App, Misconfigured } from '../app.ts';
import { CHANGE_QUEUE, LOOK_QUEUE, QUEUES, RUN_QUEUE } from '../functions/queues.ts';
import type { PlaceReading } from '../lib/access/readings/placeReading.ts';
import { parseEvent } from '../lib/azure/eventParser.ts';
import { createMachines } from '../lib/azure/machines/machines.ts';
import { createRemembered } from '../lib/azure/machines/remembered.ts';
import { createTableRateStore } from '../lib/azure/rate/tableRateStore.ts';
import { createInventory } from '../lib/azure/resourceGraph/inventory.ts';
import { createSelf } from '../lib/azure/self.ts';
import { createBlobDocuments } from '../lib/azure/storage/blobDocuments.ts';
import { createBlobPolicy } from '../lib/azure/storage/blobPolicy.ts';
import { createChangeQueue } from '../lib/azure/storage/changeQueue.ts';
import { openStorage } from '../lib/azure/storage/clients.ts';
import { createLookQueue } from '../lib/azure/storage/lookQueue.ts';
import { createRunQueue } from '../lib/azure/storage/runQueue.ts';
import { createTableChanges } from '../lib/azure/storage/tableChanges.ts';
import { createTableControl } from '../lib/azure/storage/tableControl.ts';
import { createTableGrants } from '../lib/azure/storage/tableGrants.ts';
import { createTableJournal } from '../lib/azure/storage/tableJournal.ts';
import { createTableLedger } from '../lib/azure/storage/tableLedger.ts';
import { createTableQuarantines } from '../lib/azure/storage/tableQuarantines.ts';
import { createTableRuns } from '../lib/azure/storage/tableRuns.ts';
import { createTableTotals } from '../lib/azure/storage/tableTotals.ts';
import { createTableVmIds } from '../lib/azure/storage/tableVmIds.ts';
import type { AuthMode } from '../lib/http/auth.ts';
import { createBrakes } from '../lib/onboarding/brakes.ts';
import { countedLedger } from '../lib/onboarding/countedLedger.ts';
import type { OnboardingSettings } from '../lib/onboarding/evidence.ts';
import { createInventoryLookup } from '../lib/onboarding/inventoryLookup.ts';
import { createLastSweep } from '../lib/onboarding/lastSweep.ts';
import { createPauseState } from '../lib/onboarding/pauseState.ts';
import { createRolloutBrake } from '../lib/onboarding/rolloutBrake.ts';
import { almostSettings, readSettings, type Settings } from '../lib/settings/settings.ts';
import { minutes, seconds } from '../lib/time.ts';
import { accessAtFor, applyingFor, planningFor, runsFor } from './access.ts';
import { armFor, platformFor } from './platform.ts';
import { dueBy } from './schedule.ts';
import { ACCESS_CONTAINER, storageOf } from './storage.ts';
import { watchedFor } from './watched.ts';

/** Names of the tables; the host's own begin with `azure`. */
const TABLES = {
  ledger: 'machines',
  rate: 'rate',
  journal: 'journal',
  control: 'control',
  runs: 'runs',
  quarantines: 'quarantines',
  grants: 'grants',
  changes: 'changes',
  vmIds: 'vmIds',
};

/** The app for this environment, or every problem with its settings. Makes no call. */
export function compose(environment: Readonly<Record<string, string | undefined>>): App | Misconfigured {
  const clock = { now: () => Date.now() };
  const read = readSettings(environment);
  if (!read.ok) return { kind: 'misconfigured', problems: read.problems, clock, auth: authDespite(environment) };
  const { settings } = read;
  const platform = platformFor(environment, settings);
  const { cloud, credential, counter, timing } = platform;
  const storage = openStorage(storageOf(settings, cloud), credential);
  const instance = randomUUID();
  const arm = armFor(platform, createTableRateStore(storage.table(TABLES.rate)));
  const machines = createMachines({
    known: arm('onboarding'),
    unknown: arm('discovery'),
    credential,
    clock,
  });
  const control = storage.table(TABLES.control);
  const store = createTableControl(control);
  const rollout = createRolloutBrake({ ...timing, store, most: settings.maxInstallsInFlight });
  const pauses = createPauseState({ ...timing, store });
  const lastSweep = createLastSweep({ ...timing, store });
  const totals = createTableTotals(control, { clock, instance, newEpoch: randomUUID });
  const ledger = countedLedger(createTableLedger(storage.table(TABLES.ledger), clock), totals);
  const inventory = createInventory({ ...timing, arm: arm('onboarding'), credential });
  const journal = createTableJournal(storage.table(TABLES.journal), clock, instance);
  const watched = watchedFor(settings, { inventory, store, clock });
  const auth = authOf(settings);
  const lockedOut = auth.kind === 'entra' && !auth.platformAuthEnabled;
  const self = createSelf(credential, cloud.armScope);
  const { accessPolicyUrl } = settings;
  const planning = planningFor(platform, {
    arm,
    inventory: createInventory({ ...timing, arm: arm('access'), credential }),
    watched,
    self,
    documents: createBlobDocuments(storage.container(ACCESS_CONTAINER)),
    quarantines: createTableQuarantines(storage.table(TABLES.quarantines)),
    store,
    grants: createTableGrants(storage.table(TABLES.grants)),
    policySource: createBlobPolicy(accessPolicyUrl === undefined ? undefined : storage.blob(accessPolicyUrl)),
  });
  const changes = createTableChanges(storage.table(TABLES.changes));
  const changeQueue = createChangeQueue(storage.queue(CHANGE_QUEUE));
  const access = runsFor(platform, planning, {
    store,
    changes,
    changeQueue,
    runs: createTableRuns(storage.table(TABLES.runs)),
    runQueue: createRunQueue(storage.queue(RUN_QUEUE)),
  });
  return {
    ...access,
    accessInventory: access.inventory,
    applying: applyingFor(platform, planning, {
      arm,
      store,
      changes,
      changeQueue,
      pauses,
      machines: createMachines({ known: arm('access'), unknown: arm('access'), credential, clock }),
    }),
    accessAt: accessAtFor(planning, createRemembered<PlaceReading>({ clock, keepMs: seconds(10) })),
    kind: 'app',
    createQueues: async () => void (await Promise.all(QUEUES.map((name) => storage.queue(name).createIfNotExists()))),
    clock,
    reader: machines,
    writer: machines,
    ledger,
    vmIds: createTableVmIds(storage.table(TABLES.vmIds)),
    journal,
    queue: createLookQueue(storage.queue(LOOK_QUEUE)),
    newToken: randomUUID,
    self,
    watched,
    inventory,
    inventoryShows: createInventoryLookup({ index: inventory, sleep: timing.sleep }),
    brakes: createBrakes({ rollout, pauses }),
    rollout,
    pauses,
    lastSweep,
    totals,
    settings: onboardingOf(settings),
    parseEvent,
    auth,
    health: {
      problems: [],
      app: {
        ledger,
        reader: machines,
        journal,
        documents: planning.documents,
        changes,
        quarantines: planning.quarantines,
        policySource: planning.policySource,
        accessSettings: planning.accessSettings,
        watched,
        rollout,
        pauses,
        lastSweep,
        sweepDue: dueBy(settings.sweepSchedule),
        since: clock.now(),
        clock,
        lockedOut,
        ignoredSettings: almostSettings(environment),
        calls: () => counter.snapshot(),
      },
    },
  };
}

function onboardingOf({
  onboardingMode: mode,
  onboard,
  excludeTag,
  workgroupDnsSuffixes,
  settleMinutes,
  driftGrace,
}: Settings): OnboardingSettings {
  return {
    mode,
    onboard,
    excludeTag,
    workgroupDnsSuffixes,
    settleMs: minutes(settleMinutes),
    driftGraceMs: driftGrace,
  };
}

function authOf({ httpAuth, platformAuth }: Settings): AuthMode {
  return httpAuth === 'key' ? { kind: 'key' } : { kind: 'entra', platformAuthEnabled: platformAuth };
}

/** How callers are known while settings are wrong: as main.ts has told the host, who then guards nothing by itself. */
function authDespite(environment: Readonly<Record<string, string | undefined>>): AuthMode {
  if (environment['HTTP_AUTH']?.trim() !== 'entra') return { kind: 'key' };
  return { kind: 'entra', platformAuthEnabled: environment['WEBSITE_AUTH_ENABLED']?.trim().toLowerCase() === 'true' };
}
