import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestGateway } from '../../src/testing.ts';

const SCHEMA = `
  type Query {
    users(max: Int, last: Int): [User!]! @listSize(slicingArguments: ["max", "last"])
    find(where: Where!): [User!]! @listSize(slicingArguments: ["where.page.first"])
    byIds(ids: [ID!]!): [User!]! @listSize(slicingArguments: ["ids"])
  }
  input Where { page: Page! name: String }
  input Page { first: Int = 3 }
  type User { id: ID! }
`;

const user = { id: '1' };
const resolvers = { Query: { users: () => [user], find: () => [user], byIds: () => [user] } };

async function gatewayWith(operations: string) {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-ranges-'));
  mkdirSync(join(root, 'persisted-queries'));
  writeFileSync(join(root, 'schema.graphql'), SCHEMA);
  writeFileSync(join(root, 'persisted-queries/users.graphql'), operations);
  try {
    return await createTestGateway({ root, config: { schema: 'schema.graphql', resolvers } });
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('a value outside of the range that a contract promises is refused, by id and by text', async () => {
  await using gateway = await gatewayWith(`
    query Find($where: Where!, $ids: [ID!]!)
    @contract(ranges: [{ variable: "where.page.first", min: 1, max: 10 }, { variable: "ids", max: 2 }]) {
      find(where: $where) { id }
      byIds(ids: $ids) { id }
    }
  `);
  const { body } = await gateway.post({
    query: '{ gateway { version } find(where: { page: { first: 99 } }) { id } }',
  });
  expect(body.errors).toBeUndefined();
  const query = `query Find($where: Where!, $ids: [ID!]!) {
  find(where: $where) {
    id
  }
  byIds(ids: $ids) {
    id
  }
}`;
  const documentId = `sha256:${createHash('sha256').update(query).digest('hex')}`;
  const send = async (first: number | null | undefined, ids: readonly string[]) => {
    const answer = await gateway.post({ documentId, variables: { where: { page: { first } }, ids } });
    return answer.body.errors?.map(({ message, extensions }) => `${extensions.code} ${message}`) ?? answer.body.data;
  };
  const good = { find: [user], byIds: [user] };
  expect(await send(1, [])).toEqual(good);
  expect(await send(10, ['a', 'b'])).toEqual(good);
  expect(await send(null, ['a'])).toEqual(good);
  expect(await send(undefined, ['a'])).toEqual(good);
  expect(await send(0, ['a'])).toEqual(['BAD_USER_INPUT $where.page.first must be from 1 to 10; it is 0.']);
  expect(await send(11, ['a', 'b', 'c'])).toEqual([
    'BAD_USER_INPUT $where.page.first must be from 1 to 10; it is 11.',
    'BAD_USER_INPUT $ids must have at most 2 items; it has 3.',
  ]);
});

const wrong: readonly (readonly [range: string, message: string])[] = [
  ['{ variable: "nax", max: 1 }', 'The operation has no variable $nax. Did you mean "max"?'],
  ['{ variable: "max" }', 'The range of $max has neither `min` nor `max`.'],
  ['{ variable: "max", min: 2, max: 1 }', 'The range of $max is empty: 2 is more than 1.'],
  ['{ variable: "where.name", max: 1 }', '$where.name is String, and ranges are of numbers and lists.'],
  ['{ variable: "where", max: 1 }', '$where is Where!, and ranges are of numbers and lists.'],
  ['{ variable: "where.pages", max: 1 }', 'Where has no field pages. Did you mean "page"?'],
  ['{ variable: "max.first", max: 1 }', '$max is Int, which has no field first.'],
];

test.each(wrong)('%s is told with its place', async (range, message) => {
  const operation = `query Users($max: Int, $where: Where!) @contract(ranges: [${range}]) { users(max: $max) { id } find(where: $where) { id } }`;
  await expect(gatewayWith(operation)).rejects.toThrow(`users.graphql:1:59: ${message} (operation Users)`);
});

test('a list that requires one slicing argument gets just one', async () => {
  await expect(gatewayWith('query Users { users { id } }')).rejects.toThrow(
    'users.graphql:1:1: Query.users needs just one of `max`, `last`, which say how long its list is; the operation gives none. (operation Users)',
  );
  await expect(gatewayWith('query Users { users(max: 1, last: 2) { id } }')).rejects.toThrow('the operation gives 2.');
});
