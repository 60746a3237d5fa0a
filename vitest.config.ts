import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: ['test/setup/temporal.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/e2e/**'],
    // The tests mostly wait, so that two at once are no strain on two cores.
    maxWorkers: 2,
    // Real servers in real time: on a busy machine a moment can pass between two looks. What passes only when tried again is reported as such.
    retry: 2,
    testTimeout: 120_000,
    // A condition that comes true within seconds can take far longer on a busy machine; only one that never does costs this time.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    hookTimeout: 180_000,
  },
});
