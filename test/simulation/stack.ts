/**
 * The whole of onboarding on virtual time: the simulated cloud, Event Grid, the functions of the app in processes that may
 * die, the queue with its host, the ledger. Everything follows from the world and its seed.
 */
import { type Chance, chanceFrom } from '../../local/cloud/rules/chance.ts';
import type { EventBehaviour } from '../../local/cloud/rules/eventDelivery.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { type VirtualTime, virtualTime } from '../../local/cloud/time.ts';
import { createMemoryJournal } from '../../local/memory/journal.ts';
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { onboardMachine } from '../../src/functions/onboardMachine.ts';
import { onboardMachinePoison } from '../../src/functions/onboardMachinePoison.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { Selector } from '../../src/lib/onboarding/selector.ts';
import { hours, minutes } from '../../src/lib/time.ts';
import { type Actors, createActors } from './actors.ts';
import { eventSubscriber, queueFunction } from './functions.ts';
import { createHostQueue, type HostQueue } from './hostQueue.ts';
import { latencyOf } from './latency.ts';
import { memoryRates } from './memoryRates.ts';
import { createPeople, type People } from './people.ts';
import { appFor } from './processApp.ts';
import { createProcesses, type Processes } from './processes.ts';
import { EXCLUDE_TAG, OPT_IN_TAG, SELF, START, SUBSCRIPTION, TENANT } from './start.ts';
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
  readonly actors: Actors;
  readonly people: People;
}

export type StackWorld = Pick<
  World,
  'seed' | 'mode' | 'onboard' | 'settleMinutes' | 'lockSeconds' | 'pace' | 'lagSeconds' | 'events'
>;

export interface StackOptions {
  /** Where to put down what happens; nowhere when absent. */
  readonly lines?: string[] | undefined;
  /** Instances of the app. */
  readonly instances: number;
  /** Whether calls to ARM are limited, there and by the shared rate of the app. */
  readonly limited: boolean;
  readonly mishap: (call: number) => Mishap['how'] | undefined;
}

/** host.json: messages that one instance works on at a time. */
const BATCH = 16 + 8;

/** The stack at rest, at its start. */
export function createStack(world: StackWorld, { lines, instances, limited, mishap }: StackOptions): Stack {
  const time = virtualTime(START);
  const trace = lines === undefined ? noTrace : traceInto(lines, () => time.now());
  const chance = chanceFrom(world.seed);
  const ledger = createMemoryLedger();
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
  const witness = createWitness(rules, world, trace);
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
    processes,
    witness,
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
  const offboard: Witness['offboard'] = (id) => witness.offboard(id);
  const people = createPeople({ processes, appOf, queue, ledger, excuse, offboard });
  return {
    trace,
    time,
    rules,
    ledger,
    queue,
    processes,
    witness,
    actors: createActors(rules, excuse),
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
    settleMs: minutes(settleMinutes),
    driftGraceMs: hours(24),
  };
}

function tokens(chance: Chance): () => string {
  let count = 0;
  return () => `token-${++count}-${chance.text(4)}`;
}

/** Runs everything that is planned, one instant after the other, until nothing is or it is `until`. */
export async function runUntil(
  { time }: Pick<Stack, 'time'>,
  until: number,
  each: () => void = () => undefined,
): Promise<'idle' | 'time'> {
  for (let next = time.next(); next !== undefined; next = time.next()) {
    if (next > until) return 'time';
    time.advance(next - time.now());
    each();
    // Whoever was answered goes on until the next call; this ends when all of them have.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return 'idle';
}
