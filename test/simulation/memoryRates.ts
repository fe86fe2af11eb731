/** The rate that all simulated processes share, through one store. */
import type { Chance } from '../../local/cloud/rules/chance.ts';
import type { Time } from '../../local/cloud/time.ts';
import { limits } from '../../src/lib/azure/rate/limits.ts';
import { createMemoryRateStore } from '../../src/lib/azure/rate/memoryRateStore.ts';
import { createSharedRate, type SharedRate } from '../../src/lib/azure/rate/sharedRate.ts';

/** The rate as a process knows it; each process knows its own part. */
export function memoryRates(time: Time, chance: Chance): (process: object) => SharedRate {
  const store = createMemoryRateStore();
  const rates = new WeakMap<object, SharedRate>();
  return (process) => {
    const known = rates.get(process);
    if (known !== undefined) return known;
    const rate = createSharedRate({
      store,
      clock: time,
      limits: (kind) => limits('public', kind),
      random: () => chance.fraction(),
      sleep: (ms) => new Promise((resolve) => void time.after(ms, resolve)),
    });
    rates.set(process, rate);
    return rate;
  };
}
