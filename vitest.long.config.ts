import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What takes longer than a person waits: restarts, the built package, runs by the hundred thousand. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/long/**/*.test.ts'],
    exclude: [],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
