/** A machine in ARM, its ledger row, the queue and the clock: everything that a look needs, in memory. */
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { createMemoryLookQueue, type MemoryLookQueue } from '../../local/memory/lookQueue.ts';
import { createMemoryVmIds } from '../../local/memory/vmIds.ts';
import { Failure } from '../../src/lib/errors.ts';
import type { OnboardingSettings } from '../../src/lib/onboarding/evidence.ts';
import { deletionTold } from '../../src/lib/onboarding/history.ts';
import { type LookDeps, type LookOutcome, look } from '../../src/lib/onboarding/look.ts';
import type { Cause } from '../../src/lib/onboarding/looks.ts';
import type { ObservedMachine } from '../../src/lib/onboarding/machine.ts';
import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { createMachinesFixture, type MachinesFixture } from '../../src/lib/onboarding/machinesFixture.fixture.ts';
import { messageFor, parseMessage } from '../../src/lib/onboarding/message.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import { requestLook } from '../../src/lib/onboarding/requestLook.ts';
import type { VmIds } from '../../src/lib/onboarding/vmIds.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { type HandBrakes, handBrakes } from './brakes.ts';
import { aClock, type HandClock } from './clock.ts';
import { someSettings } from './evidence.ts';
import { aMachine, aMachineId, SUBSCRIPTION } from './machine.ts';
import { aRecord } from './record.ts';

export interface LookWorld {
  readonly clock: HandClock;
  readonly ledger: Ledger;
  readonly queue: MemoryLookQueue;
  readonly arm: MachinesFixture;
  readonly brakes: HandBrakes;
  readonly deps: LookDeps;
  /** What the inventory was asked for. */
  readonly asked: readonly MachineId[];
  /** An event, a person or the schedule asks for a look; its message is sent. */
  ask(token: string, cause?: Cause): Promise<void>;
  /** The machine is deleted from Azure, and the event of that asks for a look. */
  deleted(token?: string): Promise<void>;
  /** Goes on to the moment when the next message is due and takes the look that it names. */
  next(): Promise<LookOutcome>;
  /** How long until the next message is due. */
  wait(): number | undefined;
  /** The queue brings the message of a look that failed or died back, half a minute later. */
  comesBack(): Promise<void>;
  /** The ledger already holds this of the machine. */
  remember(parts: Partial<MachineRecord>): Promise<void>;
  /** The machine's record; it must be there. */
  record(): Promise<MachineRecord>;
}

export interface LookWorldOptions {
  /** undefined: ARM has no such machine. */
  readonly machine?: Partial<ObservedMachine> | undefined;
  readonly settings?: Partial<OnboardingSettings>;
  /** Whether the inventory shows the machine; absent: it does not answer. */
  readonly shown?: boolean;
  /** What stands between the looks and the ledger. */
  readonly through?: (ledger: Ledger) => Ledger;
  /** What stands between the looks and the claims to vmIds. */
  readonly throughVmIds?: (vmIds: VmIds) => VmIds;
}

export function aLookWorld(options: LookWorldOptions = {}): LookWorld {
  const clock = aClock();
  const ledger = createMemoryLedger();
  const queue = createMemoryLookQueue(clock);
  const absent = 'machine' in options && options.machine === undefined;
  const arm = createMachinesFixture(absent ? undefined : aMachine(options.machine));
  const brakes = handBrakes();
  const vmIds = createMemoryVmIds();
  let tokens = 0;
  const asked: MachineId[] = [];
  const deps: LookDeps = {
    ledger: options.through?.(ledger) ?? ledger,
    queue,
    clock,
    reader: arm,
    writer: arm,
    async inventoryShows(id) {
      asked.push(id);
      if (options.shown === undefined) throw new Failure('transient', 'ServerError', 'The inventory does not answer.');
      return options.shown;
    },
    brakes,
    vmIds: options.throughVmIds?.(vmIds) ?? vmIds,
    watched: watchedSubscriptions([SUBSCRIPTION]),
    settings: someSettings(options.settings),
    trace: { correlationId: 'look' },
    newToken: () => `next-${++tokens}`,
  };
  const record = async () => {
    const held = await ledger.read(aMachineId());
    if (held === undefined) throw new Error('There is no record.');
    return held.record;
  };
  return {
    clock,
    ledger,
    queue,
    arm,
    brakes,
    deps,
    asked,
    async ask(token, cause = 'event') {
      const message = await requestLook({ id: aMachineId(), token, cause }, deps);
      if (message !== undefined) await queue.send(message, 0);
    },
    async deleted(token = 'event:deleted') {
      arm.machine = undefined;
      const message = await requestLook({ id: aMachineId(), token, cause: 'event', mark: deletionTold }, deps);
      if (message !== undefined) await queue.send(message, 0);
    },
    async next() {
      clock.set(Math.max(clock.now(), queue.nextDue() ?? clock.now()));
      const message = parseMessage(queue.take());
      if (message === undefined) throw new Error('No message is waiting.');
      return look(message, deps);
    },
    wait() {
      const due = queue.nextDue();
      return due === undefined ? undefined : due - clock.now();
    },
    async comesBack() {
      const { running, next } = (await record()).looks;
      await queue.send(messageFor(aMachineId(), (running ?? next)?.token ?? '', true), 30_000);
    },
    async remember(parts) {
      const held = await ledger.read(aMachineId());
      await ledger.write(aRecord(parts), held?.etag);
    },
    record,
  };
}
