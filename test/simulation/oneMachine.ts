/** The kindest of worlds: one machine without an identity registers, and nothing goes wrong. */
import type { World } from './world.ts';

export const ONE_MACHINE: World = {
  seed: 1,
  mode: 'enforce',
  onboard: 'all',
  settleMinutes: 0,
  lockSeconds: 600,
  pace: 'quick',
  lagSeconds: 0,
  indexLagSeconds: 0,
  sweepAt: 60,
  most: 50,
  events: { delayMs: 0, duplicate: 0, reorder: false, dropRate: 0, schema: 'EventGridSchema' },
  machines: [
    {
      at: 0,
      identity: 'none',
      os: 'supported',
      offline: false,
      report: 'usual',
      tagged: 'none',
      reportAfterSeconds: 3,
      installSeconds: 30,
      failures: 0,
      failsIn: 'network',
    },
  ],
  acts: [],
  mishaps: [],
};
