import { defineConfig } from 'vitest/config';

/** Tests that start servers, processes or the storage emulator; they wait more than they compute. */
const SYSTEM = [
  'test/endToEnd/**/*.test.ts',
  'test/bundle.test.ts',
  'local/start.test.ts',
  'local/start/policyFile.test.ts',
  'local/host/{http,main,queues,timers}.test.ts',
  'local/cloud/{cloud,graphClient,main}.test.ts',
  'local/cloud/servers/*.test.ts',
  'tools/{offboard,plan,terminal}/command.test.ts',
];

const SIMULATION = ['test/simulation/**/*.test.ts', 'test/accessLife/**/*.test.ts', 'test/races/**/*.test.ts'];

const CONTRACT = ['test/contract/**/*.test.ts', 'src/lib/azure/rate/tableRateStore.test.ts'];

const shared = { setupFiles: 'test/sameSeed.ts', testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    globalSetup: 'test/buildOnce.ts',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts', 'local/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...SYSTEM, ...SIMULATION, ...CONTRACT],
          // Pure code: one module graph for all files of a thread, instead of one a file.
          pool: 'threads',
          isolate: false,
          // Alone, Vitest leaves one core to others; on two that is half of them.
          maxWorkers: '100%',
        },
      },
      { test: { ...shared, name: 'simulation', include: SIMULATION, maxWorkers: '100%' } },
      {
        test: {
          ...shared,
          name: 'system',
          include: [...SYSTEM, ...CONTRACT],
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
        },
      },
    ],
    coverage: {
      enabled: process.env['CI'] !== undefined,
      provider: 'v8',
      include: ['src/lib/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts', '**/*.contract.ts'],
      reporter: ['text-summary', 'json-summary'],
      // A gate that only goes up. What is missing are arms that only the types ask for. The simulations are not measured.
      thresholds: { statements: 99.5, branches: 98, functions: 99.9, lines: 99.5 },
    },
  },
});
