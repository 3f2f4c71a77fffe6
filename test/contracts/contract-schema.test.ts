import { globSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const validate = new Ajv2020().compile(JSON.parse(readFileSync('docs/contract.schema.json', 'utf8')));
const contracts = globSync('persisted-queries/contracts/*.????????.json').sort();

test.each(contracts)('%s is as docs/contract.schema.json says', (file) => {
  validate(JSON.parse(readFileSync(file, 'utf8')));
  expect(validate.errors ?? []).toEqual([]);
});

test('every part that the build writes is described, and a wrong one is told', () => {
  const { properties } = JSON.parse(readFileSync('docs/contract.schema.json', 'utf8')) as { properties: object };
  const written = new Set(contracts.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)));
  expect([...written].filter((key) => !(key in properties))).toEqual([]);
  const contract = { id: 'a', algorithm: 'custom', name: 'A', type: 'query', document: '{ a }' };
  expect(validate(contract)).toBe(true);
  const wrong = { formula: '1', max: 1, function: { cost: { sum: ['one'] } } };
  expect(validate({ ...contract, cost: wrong })).toBe(false);
});
