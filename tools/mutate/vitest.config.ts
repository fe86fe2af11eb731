import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant: unit tests alone. Properties take most of the time and find little that these miss. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/*.property.test.ts', 'src/lib/azure/**'],
    setupFiles: 'test/sameSeed.ts',
  },
});
