/**
 * What a process of the app makes once and keeps, as compose.ts does: the brakes, the inventory, what Azure seldom changes.
 * What it calls for its own sake is a call of the process, which may die at it.
 */
import { createMemoryInventory } from '../../local/memory/inventory.ts';
import { createRemembered } from '../../src/lib/azure/machines/remembered.ts';
import type { SharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import { type Brakes, createBrakes } from '../../src/lib/onboarding/brakes.ts';
import type { ControlStore, PauseState, RolloutBrake } from '../../src/lib/onboarding/control.ts';
import type { FleetTotals } from '../../src/lib/onboarding/fleetTotals.ts';
import type { InventoryReader, MachineIndex } from '../../src/lib/onboarding/inventory.ts';
import { createInventoryLookup, type InventoryLookup } from '../../src/lib/onboarding/inventoryLookup.ts';
import { createLastSweep, type LastSweep } from '../../src/lib/onboarding/lastSweep.ts';
import { createPauseState } from '../../src/lib/onboarding/pauseState.ts';
import { createRolloutBrake } from '../../src/lib/onboarding/rolloutBrake.ts';
import { type Clock, hours } from '../../src/lib/time.ts';
import type { Invocation, Processes } from './processes.ts';
import { rateSender } from './rated.ts';
import { SELF, tokenOf } from './start.ts';
import type { Witness } from './witness.ts';

type Remembered<T> = ReturnType<typeof createRemembered<T>>;

export interface ProcessParts {
  readonly rollout: RolloutBrake;
  readonly pauses: PauseState;
  readonly lastSweep: LastSweep;
  readonly brakes: Brakes;
  readonly totals: FleetTotals;
  readonly inventory: InventoryReader;
  readonly inventoryShows: InventoryLookup;
  readonly tenantOf: Remembered<string>;
  readonly offers: Remembered<boolean>;
}

export interface PartsDeps {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly processes: Processes;
  readonly witness: Pick<Witness, 'handle'>;
  readonly control: ControlStore;
  readonly totals: FleetTotals;
  /** How many installations may be under way at a time. */
  readonly most: number;
  /** The shared rate of a process; none when calls are not limited. */
  readonly rateOf?: ((process: Invocation['process']) => SharedRate) | undefined;
}

/** Answers the parts of the process that an invocation runs in. */
export function partsFor(deps: PartsDeps): (by: Invocation) => ProcessParts {
  const made = new WeakMap<Invocation['process'], ProcessParts>();
  return (by) => {
    const known = made.get(by.process);
    if (known !== undefined) return known;
    const parts = partsOf({ id: by.process.name, what: 'itself', process: by.process, spared: by.spared }, deps);
    made.set(by.process, parts);
    return parts;
  };
}

function partsOf(itself: Invocation, deps: PartsDeps): ProcessParts {
  const { clock, control, totals, most } = deps;
  const call = <T>(what: string, effect: () => Promise<T>) => deps.processes.call(itself, what, effect);
  const store: ControlStore = {
    read: (key) => call('control.read', () => control.read(key)),
    write: (key, value, etag) => call('control.write', () => control.write(key, value, etag)),
  };
  const rollout = createRolloutBrake({ ...deps, store, most });
  const pauses = createPauseState({ ...deps, store });
  const inventory = inventoryOf(itself, deps);
  return {
    rollout,
    pauses,
    lastSweep: createLastSweep({ ...deps, store }),
    brakes: createBrakes({ rollout, pauses }),
    totals: {
      moved: (from, to, readySeconds) => call('totals.moved', () => totals.moved(from, to, readySeconds)),
      read: () => call('totals.read', () => totals.read()),
      oldestNotReady: () => call('totals.oldestNotReady', () => totals.oldestNotReady()),
      rebase: (exact, asOf, oldest) => call('totals.rebase', () => totals.rebase(exact, asOf, oldest)),
    },
    inventory,
    inventoryShows: createInventoryLookup({ index: inventory, sleep: deps.sleep }),
    tenantOf: createRemembered<string>({ clock, keepMs: hours(1) }),
    offers: createRemembered<boolean>({ clock, keepMs: hours(24) }),
  };
}

function inventoryOf(
  itself: Invocation,
  { clock, sleep, processes, witness, rateOf }: PartsDeps,
): InventoryReader & MachineIndex {
  const send = rateOf && rateSender({ rate: rateOf(itself.process), clock, sleep });
  return createMemoryInventory({
    handle: (request) => {
      const ask = () => processes.call(itself, 'arm.query', async () => witness.handle(itself, request));
      return send === undefined ? ask() : send({ subscriptionId: 'tenant', kind: 'read', lane: 'onboarding' }, {}, ask);
    },
    clock,
    sleep,
    token: tokenOf(SELF),
  });
}
