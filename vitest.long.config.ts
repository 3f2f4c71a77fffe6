import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What takes longer than a person waits: restarts, faults, the built package. */
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
