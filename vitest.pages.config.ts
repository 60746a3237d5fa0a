import { defineConfig } from 'vitest/config';

/** The pages in a real browser, on everything that `npm start` runs. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/e2e/**/*.test.ts'],
    // One browser and one desk at a time are enough for two cores.
    maxWorkers: 1,
    retry: 1,
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    hookTimeout: 240_000,
  },
});
