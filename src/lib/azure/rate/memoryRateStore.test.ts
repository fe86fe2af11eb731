import { createMemoryRateStore } from './memoryRateStore.ts';
import { rateStoreContract } from './rateStore.contract.ts';

rateStoreContract('memory', createMemoryRateStore);
