import { defineConfig } from 'vitest/config';

/** What takes longer than a change should wait for: every process killed at every step, and real deadlines. */
export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: ['test/setup/temporal.ts'],
    include: ['test/long/**/*.test.ts'],
    // They wait more than they work: two at a time keep two cores busy.
    maxWorkers: 2,
    // Whole lives in real time: what passes only when tried again is reported as such.
    retry: 1,
    testTimeout: 1_800_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
    hookTimeout: 180_000,
  },
});
