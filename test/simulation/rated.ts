/** Calls behind the shared rate, as the pipeline of the real adapter has it: one slot a call, and nobody sends early. */
import { LONGEST_PROVIDER_WAIT_MS, LONGEST_WAIT_MS } from '../../src/lib/azure/pipeline/rate.ts';
import { LONGEST_RETRY_AFTER_MS } from '../../src/lib/azure/pipeline/retryAfter.ts';
import type { OperationKind } from '../../src/lib/azure/rate/limits.ts';
import type { RateKey, SharedRate } from '../../src/lib/azure/rate/sharedRate.ts';
import { Throttled } from '../../src/lib/errors.ts';
import type { CallOptions, MachineReader, MachineWriter } from '../../src/lib/onboarding/ports.ts';
import type { Clock } from '../../src/lib/time.ts';
import { SUBSCRIPTION } from './start.ts';

export interface RatedDeps {
  readonly rate: SharedRate;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
}

/** As the pipeline's: who comes back later has lost the turn. */
const OLDEST_TURN_MS = 120_000;

type Machines = MachineReader & MachineWriter;
type Send = <T>(key: RateKey, options: CallOptions, call: () => Promise<T>) => Promise<T>;

/** Makes a call wait for its slot, or throw `Throttled` with the slot that it has reserved. */
export function rateSender({ rate, clock, sleep }: RatedDeps): Send {
  return async (key, options, call) => {
    const { slot } = options;
    let turn = slot !== undefined && slot >= clock.now() - OLDEST_TURN_MS ? slot : undefined;
    for (;;) {
      turn = await rate.take(key, turn);
      const wait = turn - clock.now();
      if (wait <= 0) break;
      if (wait > LONGEST_WAIT_MS[key.kind]) throw new Throttled('RateExceeded', 'The rate is used up.', turn);
      await sleep(wait);
    }
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      const until = Math.min(error.slot, clock.now() + LONGEST_RETRY_AFTER_MS);
      await rate.penalise(key, [key.lane], Math.min(until, clock.now() + LONGEST_PROVIDER_WAIT_MS));
      throw new Throttled(error.code, error.message, Math.max(until, await rate.take(key)));
    }
  };
}

/** The same machines, each call at its rate. */
export function rated(machines: Machines, deps: RatedDeps): Machines {
  const sender = rateSender(deps);
  const send = <T>(kind: OperationKind, options: CallOptions, call: () => Promise<T>): Promise<T> => {
    const lane = options.unknown === true ? 'discovery' : 'onboarding';
    return sender({ subscriptionId: SUBSCRIPTION, kind, lane }, options, call);
  };

  return {
    ...machines,
    get: (id, options) => send('read', options, () => machines.get(id, options)),
    operation: (url, options) => send('read', options, () => machines.operation(url, options)),
    enableIdentity: (id, options) => send('write', options, () => machines.enableIdentity(id, options)),
    installExtension: (id, location, options) =>
      send('write', options, () => machines.installExtension(id, location, options)),
    excludeByTag: (id, tag, options) => send('write', options, () => machines.excludeByTag(id, tag, options)),
    removeExtension: (id, extensionName, options) =>
      send('delete', options, () => machines.removeExtension(id, extensionName, options)),
  };
}
