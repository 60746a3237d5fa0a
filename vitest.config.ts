import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: ['test/setup/temporal.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
