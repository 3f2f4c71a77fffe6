import { expect, test } from 'vitest';
import { connection } from './connection.ts';

const NODES = ['a', 'b', 'c', 'd', 'e'];
const page = (first: number | null = null, after: string | null = null, nodes = NODES) => {
  const { edges, pageInfo, totalCount } = connection(nodes, (node) => node, { first, after });
  return { nodes: edges.map(({ node }) => node).join(''), ...pageInfo, totalCount };
};

test('pages follow each other, each with what is before and behind it (Relay, cursor connections §4.4)', () => {
  const one = page(2);
  expect(one).toMatchObject({ nodes: 'ab', hasPreviousPage: false, hasNextPage: true, totalCount: 5 });
  const two = page(2, one.endCursor);
  expect(two).toMatchObject({ nodes: 'cd', hasPreviousPage: true, hasNextPage: true });
  const three = page(2, two.endCursor);
  expect(three).toMatchObject({ nodes: 'e', hasPreviousPage: true, hasNextPage: false });
  expect(three.startCursor).toBe(three.endCursor);
  const nothing = page(2, three.endCursor);
  expect(nothing).toEqual({
    nodes: '',
    hasPreviousPage: true,
    hasNextPage: false,
    startCursor: null,
    endCursor: null,
    totalCount: 5,
  });
});

test('a page goes on where the last one ended, though nodes came and went', () => {
  const { endCursor } = page(2);
  expect(page(2, endCursor, ['a', 'bb', 'c']).nodes).toBe('bbc');
});

test('null and nothing are the usual page', () => {
  expect(connection(NODES, String, {}).edges).toHaveLength(5);
  expect(page(null, null).nodes).toBe('abcde');
  expect(page(0)).toMatchObject({ nodes: '', hasNextPage: true, startCursor: null });
});

test.each([
  [-1, null, '`first` must be a number from 0 to 500.'],
  [501, null, '`first` must be a number from 0 to 500.'],
  [1, 'no cursor', '`after` must be the cursor of an edge.'],
])('first %j, after %j is refused', (first, after, message) => {
  expect(() => page(first, after)).toThrow(message);
});
