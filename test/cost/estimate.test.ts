import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { overBudget } from '../../src/governance/cost/budget.ts';
import { createEstimate } from '../../src/governance/cost/create-estimate.ts';
import type { Contract } from '../../src/kernel/ports/registry.ts';
import { costGraph } from './shop.ts';

const graph = costGraph(
  'type Query { users(max: Int!): [User] @listSize(slicingArguments: ["max"]) } type User { name: String }',
);
const text = 'query Users($n: Int!) { users(max: $n) { name } }';
const operation = { id: 'a', name: 'Users', document: parse(text) };

const contract = (more: Readonly<Record<string, never>> | object): Contract => ({
  id: 'a',
  algorithm: 'custom',
  name: 'Users',
  type: 'query',
  document: text,
  ...more,
});

/** Dearer than the schema says, so that one sees who answered. */
const times7 = { formula: '$n × 7', max: 70, function: { cost: { times: { of: [{ variable: 'n' }] }, cost: 7 } } };

test('the formula of its contract tells of a registered operation, the schema of any other', () => {
  const registered = {
    contract: contract({ cost: times7 }),
    operation: { ...operation, text, type: 'query', registered: true } as const,
    overLimit: () => null,
  };
  const registry = { byId: (id: string) => (id === 'a' ? registered : undefined) };
  const estimate = createEstimate({ graph, registry, rules: graph.rules });
  expect(estimate({ ...operation, registered: true }, { n: 5 })).toBe(35);
  expect(estimate({ ...operation, registered: true }, { n: 6 })).toBe(42);
  expect(estimate({ ...operation, registered: false }, { n: 5 })).toBe(5);
});

test('a budget is kept, exceeded, or nobody can say', () => {
  expect(overBudget(contract({}))).toBeUndefined();
  expect(overBudget(contract({ cost: times7 }))).toBeUndefined();
  expect(overBudget(contract({ cost: times7, budget: 70 }))).toBeUndefined();
  expect(overBudget(contract({ cost: times7, budget: 69 }))).toBe(
    'Users can cost 70 points, which is more than its budget of 69. It costs $n × 7: ask for less, narrow the ranges, or raise the budget.',
  );
  const unbounded = { ...times7, max: 'unbounded', because: ['n'] };
  expect(overBudget(contract({ cost: unbounded, budget: 70 }))).toBe(
    'The cost of Users has no maximum, so nobody can say that it keeps its budget of 70 points. Give a range to $n by @contract(ranges:).',
  );
});
