import { expect, test } from 'vitest';
import { fuzz } from '../support/fuzz/run.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

test(`a hundred thousand spoilt requests (SEED=${SEED}) do no harm, and data is that of graphql-js`, async () => {
  console.log(`SEED=${SEED}`);
  const { statuses, same, wrong } = await fuzz(SEED, 100_000);
  console.log(`${same} answered as by graphql-js; statuses ${JSON.stringify(statuses)}`);
  expect(wrong).toEqual([]);
  expect(same).toBeGreaterThan(15_000);
});
