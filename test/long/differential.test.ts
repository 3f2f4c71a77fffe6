import { expect, test } from 'vitest';
import { compareMany } from '../execution/generated/lanes.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000));

test(`over generated schemas both lanes and plain graphql-js answer alike, SEED=${seed}`, async () => {
  const { answers, written } = await compareMany(seed, { schemas: 125, documents: 20 });
  expect(answers).toBe(12_500);
  expect(written).toBeGreaterThan(3_000);
});
