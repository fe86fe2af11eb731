import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'local/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: 'test/buildOnce.ts',
    setupFiles: 'test/sameSeed.ts',
    // Alone, Vitest leaves one core to others; on two that is half of them.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/lib/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts', '**/*.contract.ts'],
      reporter: ['text-summary', 'json-summary'],
      // A gate that only goes up. What is missing are arms that only the types ask for.
      thresholds: { statements: 99.5, branches: 98, functions: 100, lines: 99.5 },
    },
  },
});
