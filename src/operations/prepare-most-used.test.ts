import { expect, test } from 'vitest';
import { overLimit } from '../errors/over-limit.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import { prepareMostUsed } from './prepare-most-used.ts';
import { createRegistry } from './registry.ts';

const contracts = ['d', 'b', 'c', 'a', 'over'].map((name) => ({
  id: `id-${name}`,
  algorithm: 'custom' as const,
  name,
  type: 'query' as const,
  document: `query ${name} { a }`,
}));
const limits = {
  ofText: (text: string) => (text.includes('over') ? overLimit('aliases', 50) : null),
  ofDocument: () => null,
};
// What the build has validated against this graph: nothing of the graph is read but its hash.
const parts = { graph: { hash: 'same' } as Graph, limits, signals: { emit: () => {} } };
const registry = createRegistry({ contracts, schemaHash: 'same' }, parts);

test.each([
  [2, {}, ['a', 'b']],
  [2, { 'id-d': 5, 'id-c': 7 }, ['c', 'd']],
  [3, { 'id-d': 5 }, ['d', 'a', 'b']],
  [10, { 'id-c': 1, 'id-over': 9 }, ['c', 'a', 'b', 'd']],
  [0, { 'id-c': 1 }, []],
])('of the most used %d, calls %j: %j', async (most, calls: Record<string, number>, expected) => {
  const prepared: (string | null)[] = [];
  await prepareMostUsed({
    registry,
    most,
    callsOf: (id) => calls[id] ?? 0,
    prepare: ({ name }) => void prepared.push(name),
  });
  expect(prepared).toEqual(expected);
});
