/** The app as one invocation of a function sees it: every call to a port is a call of its process, which may die at it. */

import { createMemoryMachines } from '../../local/memory/machines.ts';
import { createMemoryVmIds } from '../../local/memory/vmIds.ts';
import type { App, Compose } from '../../src/app.ts';
import { parseEvent } from '../../src/lib/azure/eventParser.ts';
import { countedLedger } from '../../src/lib/onboarding/countedLedger.ts';
import type { OnboardingSettings } from '../../src/lib/onboarding/evidence.ts';
import type { Journal, Ledger, LookQueue, MachineReader, MachineWriter } from '../../src/lib/onboarding/ports.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import type { BrakeWitness } from './brakeWitness.ts';
import type { Invocation } from './processes.ts';
import { type PartsDeps, type ProcessParts, partsFor } from './processParts.ts';
import { rated } from './rated.ts';
import { SELF, SUBSCRIPTION, tokenOf } from './start.ts';

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
  | 'rollout'
  | 'pauses'
  | 'lastSweep'
  | 'totals'
  | 'inventory'
  | 'inventoryShows'
  | 'parseEvent'
>;

export interface AppDeps extends PartsDeps {
  /** Told when a change of a machine begins. */
  readonly begins: BrakeWitness['begins'];
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly queue: LookQueue;
  readonly settings: OnboardingSettings;
  readonly newToken: () => string;
}

/** Makes the app of an invocation. */
export function appFor(deps: AppDeps): (by: Invocation) => OnboardingApp {
  const { clock, processes, witness, ledger, journal, queue, rateOf } = deps;
  const watched = watchedSubscriptions([SUBSCRIPTION]);
  const vmIds = createMemoryVmIds();
  const token = tokenOf(SELF);
  const partsOf = partsFor(deps);

  function machinesOf(by: Invocation, memory: ProcessParts): MachineReader & MachineWriter {
    const call = <T>(what: string, effect: () => Promise<T>) => processes.call(by, what, effect);
    const arm = createMemoryMachines({
      handle: (request) => witness.handle(by, request),
      clock,
      token,
      resending: deps,
    });
    const machines: MachineReader & MachineWriter = {
      get: (id, options) => call('arm.get', () => arm.get(id, options)),
      operation: (url, options) => call('arm.operation', () => arm.operation(url, options)),
      check: (subscriptionId) => call('arm.check', () => arm.check(subscriptionId)),
      tenantOf: (subscriptionId) =>
        memory.tenantOf(subscriptionId, () => call('arm.tenantOf', () => arm.tenantOf(subscriptionId))),
      offersExtension: (location, subscriptionId, anew) =>
        memory.offers(location, () => call('arm.offers', () => arm.offersExtension(location, subscriptionId)), anew),
      enableIdentity: (id, options) => {
        deps.begins(id, 'identity');
        return call('arm.enableIdentity', () => arm.enableIdentity(id, options));
      },
      installExtension: (id, location, options) => {
        deps.begins(id, 'installation');
        return call('arm.installExtension', () => arm.installExtension(id, location, options));
      },
      excludeByTag: (id, tag, options) => call('arm.excludeByTag', () => arm.excludeByTag(id, tag, options)),
      removeExtension: (id, extensionName, options) =>
        call('arm.removeExtension', () => arm.removeExtension(id, extensionName, options)),
    };
    return rateOf === undefined ? machines : rated(machines, { ...deps, rate: rateOf(by.process) });
  }

  return (by) => {
    const call = <T>(what: string, effect: () => Promise<T>) => processes.call(by, what, effect);
    const parts = partsOf(by);
    const machines = machinesOf(by, parts);
    // It remembers what a record was counted as from its reading to its writing, which one look does.
    const counted = countedLedger(
      {
        read: (id) => call('ledger.read', () => ledger.read(id)),
        write: (record, etag) => call('ledger.write', () => ledger.write(record, etag)),
        remove: (id, etag) => call('ledger.remove', () => ledger.remove(id, etag)),
        list: (filter, limit, from) => call('ledger.list', () => ledger.list(filter, limit, from)),
      },
      parts.totals,
    );
    return {
      ...parts,
      kind: 'app',
      clock,
      reader: machines,
      writer: machines,
      ledger: counted,
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
      parseEvent,
    };
  };
}

/** For a function, which is handed the whole app and uses only those parts. */
export function composing(app: OnboardingApp): Compose {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of the app serves HTTP
  return async () => app as App;
}
