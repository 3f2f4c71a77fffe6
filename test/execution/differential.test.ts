import { expect, test } from 'vitest';
import { compareMany } from './generated/lanes.ts';

// More schemas and documents, by a seed of the day, run in test/long.
test('over generated schemas both lanes and plain graphql-js with naive resolvers answer alike', async () => {
  const { answers, written, withErrors } = await compareMany(1, { schemas: 8, documents: 15 });
  expect(answers).toBe(600);
  expect(written).toBeGreaterThan(100);
  expect(withErrors).toBeGreaterThan(30);
}, 60_000);
