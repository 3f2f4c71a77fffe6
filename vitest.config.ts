import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tollgate\/testing$/, replacement: path('./src/testing.ts') },
      // graphql 16 ships CommonJS and `.mjs` copies and refuses to work with both; Node itself takes the CommonJS one.
      { find: /^graphql$/, replacement: path('./node_modules/graphql/index.js') },
      { find: /^tollgate$/, replacement: path('./src/index.ts') },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/long/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'], thresholds: { lines: 90 } },
  },
});
