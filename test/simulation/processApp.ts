/** The app as one invocation of a function sees it: every call to a port is a call of its process, which may die at it. */

import { createMemoryMachines } from '../../local/memory/machines.ts';
import { createMemoryVmIds } from '../../local/memory/vmIds.ts';
import type { App, Compose } from '../../src/app.ts';
import { parseEvent } from '../../src/lib/azure/eventParser.ts';
import { createRemembered } from '../../src/lib/azure/machines/remembered.ts';
import type { SharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import type { OnboardingSettings } from '../../src/lib/onboarding/evidence.ts';
import type { Journal, Ledger, LookQueue, MachineReader, MachineWriter } from '../../src/lib/onboarding/ports.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { type Clock, hours } from '../../src/lib/time.ts';
import { handBrakes } from '../builders/brakes.ts';
import type { Invocation, Processes } from './processes.ts';
import { rated } from './rated.ts';
import { SELF, SUBSCRIPTION, tokenOf } from './start.ts';
import type { Witness } from './witness.ts';

/** The parts of the app that the functions of onboarding use. */
type OnboardingApp = Pick<
  App,
  | 'kind'
  | 'clock'
  | 'reader'
  | 'writer'
  | 'ledger'
  | 'vmIds'
  | 'queue'
  | 'journal'
  | 'newToken'
  | 'self'
  | 'watched'
  | 'settings'
  | 'brakes'
  | 'parseEvent'
>;

export interface AppDeps {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly processes: Processes;
  readonly witness: Witness;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly queue: LookQueue;
  readonly settings: OnboardingSettings;
  readonly newToken: () => string;
  /** The shared rate of a process; none when calls are not limited. */
  readonly rateOf?: ((process: Invocation['process']) => SharedRate) | undefined;
}

/** Makes the app of an invocation. */
export function appFor(deps: AppDeps): (by: Invocation) => OnboardingApp {
  const { clock, processes, witness, ledger, journal, queue, rateOf } = deps;
  const watched = watchedSubscriptions([SUBSCRIPTION]);
  const brakes = handBrakes();
  const vmIds = createMemoryVmIds();
  const token = tokenOf(SELF);
  const remembered = new WeakMap<Invocation['process'], ReturnType<typeof newMemory>>();
  const newMemory = () => ({
    tenantOf: createRemembered<string>({ clock, keepMs: hours(1) }),
    offers: createRemembered<boolean>({ clock, keepMs: hours(24) }),
  });

  function machinesOf(by: Invocation): MachineReader & MachineWriter {
    const call = <T>(what: string, effect: () => Promise<T>) => processes.call(by, what, effect);
    const arm = createMemoryMachines({ handle: (request) => witness.handle(by, request), clock, token });
    const memory = remembered.get(by.process) ?? newMemory();
    remembered.set(by.process, memory);
    const machines: MachineReader & MachineWriter = {
      get: (id, options) => call('arm.get', () => arm.get(id, options)),
      operation: (url, options) => call('arm.operation', () => arm.operation(url, options)),
      check: (subscriptionId) => call('arm.check', () => arm.check(subscriptionId)),
      tenantOf: (subscriptionId) =>
        memory.tenantOf(subscriptionId, () => call('arm.tenantOf', () => arm.tenantOf(subscriptionId))),
      offersExtension: (location, subscriptionId) =>
        memory.offers(location, () => call('arm.offers', () => arm.offersExtension(location, subscriptionId))),
      enableIdentity: (id, options) => call('arm.enableIdentity', () => arm.enableIdentity(id, options)),
      installExtension: (id, location, options) =>
        call('arm.installExtension', () => arm.installExtension(id, location, options)),
      excludeByTag: (id, tag, options) => call('arm.excludeByTag', () => arm.excludeByTag(id, tag, options)),
      removeExtension: (id, extensionName, options) =>
        call('arm.removeExtension', () => arm.removeExtension(id, extensionName, options)),
    };
    return rateOf === undefined ? machines : rated(machines, { ...deps, rate: rateOf(by.process) });
  }

  return (by) => {
    const call = <T>(what: string, effect: () => Promise<T>) => processes.call(by, what, effect);
    const machines = machinesOf(by);
    return {
      kind: 'app',
      clock,
      reader: machines,
      writer: machines,
      ledger: {
        read: (id) => call('ledger.read', () => ledger.read(id)),
        write: (record, etag) => call('ledger.write', () => ledger.write(record, etag)),
        remove: (id, etag) => call('ledger.remove', () => ledger.remove(id, etag)),
        list: (filter, limit, from) => call('ledger.list', () => ledger.list(filter, limit, from)),
      },
      vmIds: {
        of: (vmId) => call('vmIds.of', () => vmIds.of(vmId)),
        put: (vmId, claim) => call('vmIds.put', () => vmIds.put(vmId, claim)),
        remove: (vmId, id) => call('vmIds.remove', () => vmIds.remove(vmId, id)),
      },
      queue: { send: (message, delayMs) => call('queue.send', () => queue.send(message, delayMs)) },
      journal: {
        ...journal,
        count: (what) => call('journal.count', () => journal.count(what)),
        malformed: (entry) => call('journal.malformed', () => journal.malformed(entry)),
      },
      newToken: deps.newToken,
      self: async () => SELF,
      watched,
      settings: deps.settings,
      brakes,
      parseEvent,
    };
  };
}

/** For a function, which is handed the whole app and uses only those parts. */
export function composing(app: OnboardingApp): Compose {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of the app serves HTTP and the sweep
  return async () => app as App;
}
