import { expect, test } from 'vitest';
import { fuzz } from './support/fuzz/run.ts';

const SEED = Number(process.env['SEED'] ?? 1);

test(`a thousand spoilt requests (SEED=${SEED}) do no harm, and data is that of graphql-js`, async () => {
  const { statuses, same, wrong } = await fuzz(SEED, 1_000);
  expect(wrong).toEqual([]);
  // The grammar still writes what is answered, and what is refused at each step.
  expect(same).toBeGreaterThan(150);
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '422']));
}, 170_000);
