/**
 * The whole of onboarding on virtual time: the simulated cloud, Event Grid, the functions of the app in processes that may
 * die, the queue with its host, the ledger. Everything follows from the world and its seed.
 */
import { type Chance, chanceFrom } from '../../local/cloud/rules/chance.ts';
import type { EventBehaviour } from '../../local/cloud/rules/eventDelivery.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { type VirtualTime, virtualTime } from '../../local/cloud/time.ts';
import { createMemoryControl } from '../../local/memory/control.ts';
import { createMemoryJournal } from '../../local/memory/journal.ts';
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { createMemoryTotals } from '../../local/memory/totals.ts';
import { onboardMachine } from '../../src/functions/onboardMachine.ts';
import { onboardMachinePoison } from '../../src/functions/onboardMachinePoison.ts';
import type { FleetTotals } from '../../src/lib/onboarding/fleetTotals.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { Selector } from '../../src/lib/onboarding/selector.ts';
import { hours, minutes } from '../../src/lib/time.ts';
import { type Actors, createActors } from './actors.ts';
import { createBrakeWitness } from './brakeWitness.ts';
import { createDriftWitness, type DriftWitness } from './driftWitness.ts';
import { eventSubscriber, queueFunction } from './functions.ts';
import { createHistoryWitness, type HistoryWitness } from './historyWitness.ts';
import { createHostQueue, type HostQueue } from './hostQueue.ts';
import { latencyOf } from './latency.ts';
import { memoryRates } from './memoryRates.ts';
import { createPeople, type People } from './people.ts';
import { appFor } from './processApp.ts';
import { createProcesses, type Processes } from './processes.ts';
import { DRIFT_GRACE_MS, EXCLUDE_TAG, OPT_IN_TAG, SELF, START, SUBSCRIPTION, TENANT } from './start.ts';
import { type SweeperDeps, startSweeps } from './sweeper.ts';
import { noTrace, type Trace, traceInto } from './trace.ts';
import { createWitness, type Witness } from './witness.ts';
import type { Mishap, World } from './world.ts';

export interface Stack {
  readonly trace: Trace;
  readonly time: VirtualTime;
  readonly rules: Rules;
  readonly ledger: Ledger;
  readonly queue: HostQueue;
  readonly processes: Processes;
  readonly witness: Witness;
  readonly drift: DriftWitness;
  readonly history: HistoryWitness;
  /** As they are in the store. */
  readonly totals: FleetTotals;
  /** Has the fleet swept from now on. */
  readonly sweeps: (firstAfterMs: number, ended: SweeperDeps['ended']) => void;
  readonly actors: Actors;
  readonly people: People;
}

export type StackWorld = Pick<
  World,
  | 'seed'
  | 'mode'
  | 'onboard'
  | 'settleMinutes'
  | 'lockSeconds'
  | 'pace'
  | 'lagSeconds'
  | 'indexLagSeconds'
  | 'most'
  | 'events'
>;

export interface StackOptions {
  /** Where to put down what happens; nowhere when absent. */
  readonly lines?: string[] | undefined;
  /** Instances of the app. */
  readonly instances: number;
  /** Whether calls to ARM are limited, there and by the shared rate of the app. */
  readonly limited: boolean;
  readonly mishap: (call: number) => Mishap['how'] | undefined;
  /** How many calls may take effect without the app's hearing of it. */
  readonly unheard?: number;
}

/** host.json: messages that one instance works on at a time. */
const BATCH = 16 + 8;

/** The stack at rest, at its start. */
export function createStack(
  world: StackWorld,
  { lines, instances, limited, mishap, unheard = 0 }: StackOptions,
): Stack {
  const time = virtualTime(START);
  const trace = lines === undefined ? noTrace : traceInto(lines, () => time.now());
  const chance = chanceFrom(world.seed);
  const store = createMemoryControl();
  const totals = createMemoryTotals(time);
  const latency = latencyOf(world.pace, chance);
  const processes = createProcesses({ time, chance, trace, instances, latency, mishap });
  // The cloud needs a way to the subscriber, and the subscriber the cloud.
  let post: ReturnType<typeof eventSubscriber> = () => undefined;
  const rules = createRules({
    time,
    seed: world.seed,
    cloud: 'public',
    tenantId: TENANT,
    subscriptions: [SUBSCRIPTION],
    principalId: SELF,
    post: (request, answered) => post(request, answered),
    recordedRequests: 0,
    throttled: limited,
  });
  rules.world.index.configure({ indexLagMs: world.indexLagSeconds * 1000 });
  const witness: Witness = createWitness(rules, world, trace, {
    read: (id, truth) => history.read(id, truth),
    changes: (id, truth) => history.changes(id, truth),
    installs: (id, vmId, operation) => {
      brakes.tookOn(id, operation);
      drift.tookOn(id, operation);
      history.tookOn(id, vmId, operation);
    },
  });
  const { wrong } = witness;
  const drift = createDriftWitness(createMemoryLedger(), time, wrong);
  const history = createHistoryWitness({ inner: drift.ledger, time, cloud: rules.world, world, unheard, wrong });
  const { ledger } = history;
  // Somebody looks after a halted rollout before long.
  const halted = () => void time.after(hours(1), () => people.resume());
  const brakes = createBrakeWitness({ time, store, most: world.most, wrong, halted });
  const queue: HostQueue = createHostQueue({
    time,
    processes,
    atOnce: instances * BATCH,
    lockMs: world.lockSeconds * 1000,
    pollMs: () => Math.floor(chance.fraction() * 200),
    onboardMachine: (...handed) => queueFunction(appOf, onboardMachine)(...handed),
    onboardMachinePoison: (...handed) => queueFunction(appOf, onboardMachinePoison)(...handed),
  });
  const appOf = appFor({
    clock: time,
    sleep: (ms) => new Promise((resolve) => void time.after(ms, resolve)),
    random: () => chance.fraction(),
    processes,
    witness,
    begins: (id, what) => brakes.begins(id, what),
    control: brakes.control,
    totals,
    most: world.most,
    ledger,
    journal: createMemoryJournal(time),
    queue,
    settings: settingsOf(world),
    newToken: tokens(chance),
    rateOf: limited ? memoryRates(time, chance) : undefined,
  });
  post = eventSubscriber({ appOf, processes, queue, time });
  subscribe(rules, world.events, time);
  const excuse: Witness['excuse'] = (id) => witness.excuse(id);
  const people = createPeople({
    clock: time,
    processes,
    appOf,
    queue,
    ledger,
    offboard: (id) => witness.offboard(id),
    loseControl: (row) => brakes.lose(row),
    excuse: (id) => {
      excuse(id);
      drift.pardoned(id);
      history.asked(id);
    },
    history,
  });
  return {
    trace,
    time,
    rules,
    ledger,
    queue,
    processes,
    witness,
    drift,
    history,
    totals,
    sweeps: (firstAfterMs, ended) => startSweeps(firstAfterMs, { time, processes, appOf, ended }),
    actors: createActors(rules, {
      removed: (id) => {
        excuse(id);
        drift.removed(id);
      },
      deleted: (id) => {
        excuse(id);
        drift.deleted(id);
        history.deleted(id);
      },
      distort: (...how) => witness.distort(...how),
    }),
    people,
  };
}

function subscribe({ events }: Rules, behaviour: EventBehaviour, time: VirtualTime): void {
  events.subscribe('https://app/events', () => undefined);
  time.advance(1);
  events.configure(behaviour);
}

function settingsOf({ mode, onboard, settleMinutes }: StackWorld) {
  const all: Selector = { kind: 'all' };
  const tagged: Selector = { kind: 'tag', ...OPT_IN_TAG };
  return {
    mode,
    onboard: onboard === 'all' ? [all, tagged] : [tagged],
    excludeTag: EXCLUDE_TAG,
    workgroupDnsSuffixes: [],
    settleMs: minutes(settleMinutes),
    driftGraceMs: DRIFT_GRACE_MS,
  };
}

function tokens(chance: Chance): () => string {
  let count = 0;
  return () => `token-${++count}-${chance.text(4)}`;
}

/** Runs everything that is planned, one instant after the other, until nothing is, or it is `until`, or `isOver`. */
export async function runUntil(
  { time }: Pick<Stack, 'time'>,
  until: number,
  isOver: () => boolean = () => false,
): Promise<'idle' | 'time' | 'over'> {
  for (let next = time.next(); next !== undefined; next = time.next()) {
    if (next > until) return 'time';
    time.advance(next - time.now());
    // Whoever was answered goes on until the next call; this ends when all of them have.
    await new Promise((resolve) => setImmediate(resolve));
    if (isOver()) return 'over';
  }
  return 'idle';
}
