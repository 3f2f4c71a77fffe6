import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { ConfigInput } from '../../src/config.ts';
import { createTestGateway, type TestGateway } from '../../src/testing.ts';
import { scrape } from '../support/readings/metrics.ts';
import { startTestService } from '../support/peers/service.ts';

const SCHEMA = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "shop", http: { baseURL: "http://shop" })
  type Query {
    users(max: Int!): [User!]! @listSize(slicingArguments: ["max"])
      @connect(source: "shop", http: { GET: "/users" }, selection: "id name orders { id product { id } } nothing { id }")
    coded(max: Int!, note: String @cost(weight: 4)): [User] @listSize(slicingArguments: ["max"])
  }
  type Mutation { save: User }
  type User { id: ID! name: String orders: [Order!] nothing: Order any: [Any!] }
  type Order { id: ID! product: Product }
  type Product @cost(weight: 3) { id: ID! }
  union Any = User | Order
`;

const order = { id: 'o', product: { id: 'p' } };
const user = { id: 'u', name: 'n', orders: [order, order], nothing: null };
const resolvers = {
  Query: { coded: () => [user, null, user] },
  Mutation: { save: () => user },
  User: { any: () => [{ __typename: 'Order', ...order }] },
};

async function shopGateway(
  config: Partial<ConfigInput>,
  operations = '',
  found: readonly unknown[] = [user, user, user],
) {
  const service = await startTestService(() => found);
  const root = mkdtempSync(join(tmpdir(), 'tollgate-price-'));
  mkdirSync(join(root, 'persisted-queries'));
  writeFileSync(join(root, 'schema.graphql'), SCHEMA);
  if (operations) writeFileSync(join(root, 'persisted-queries/shop.graphql'), operations);
  try {
    const all = { schema: 'schema.graphql', resolvers, sources: { shop: { url: service.url } }, ...config };
    const gateway = await createTestGateway({ root, config: all });
    const stop = async (): Promise<void> => {
      await gateway.stop();
      await service[Symbol.asyncDispose]();
    };
    return { ...gateway, calls: service.calls, [Symbol.asyncDispose]: stop };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const idOf = (text: string): string =>
  createHash('sha256')
    .update(print(parse(text)))
    .digest('hex');
const REPORT = { headers: { 'x-tollgate-cost': 'report' } };
const costOf = async (gateway: TestGateway, query: string, variables = {}) =>
  (await gateway.post({ query, variables }, REPORT)).body.extensions;

test('a request that asks for it is told what it was estimated at and what it has cost', async () => {
  await using gateway = await shopGateway({});
  const read = (text: string) => costOf(gateway, text);
  // 5 users of 1, each with 10 orders of 1 and their products of 3; there are 3 with 2 orders each.
  const orders = '{ users(max: 5) { id orders { id product { id } } } }';
  expect(await read(orders)).toEqual({ cost: { estimated: 5 * (1 + 10 * (1 + 3)), actual: 3 * (1 + 2 * (1 + 3)) } });
  expect(await read('{ users(max: 5) { nothing { id } } }')).toEqual({ cost: { estimated: 10, actual: 3 } });
  expect(await read('{ users(max: 5) { any { ... on User { id } ... on Order { product { id } } } } }')).toEqual({
    cost: { estimated: 5 * (1 + 10 * 4), actual: 3 * (1 + 4) },
  });
  expect(await read('{ a: users(max: 2) { id } b: users(max: 9) { id orders { id } } }')).toEqual({
    cost: { estimated: 2 + 9 * 11, actual: 3 + 3 * 3 },
  });
  expect(await read('{ coded(max: 4, note: "x") { id orders { id } } }')).toEqual({
    cost: { estimated: 4 + 4 * 11, actual: 4 + 2 * 3 },
  });
  expect(await read('mutation { save { id } }')).toEqual({ cost: { estimated: 11, actual: 11 } });
  expect(await read('{ __typename }')).toEqual({ cost: { estimated: 1, actual: 1 } });
});

test('hot free documents, ids and texts have cost the same', async () => {
  const text =
    'query Orders($max: Int!, $with: Boolean!) { users(max: $max) { id orders @include(if: $with) { id } } }';
  await using gateway = await shopGateway({}, text);
  for (const params of [{ query: text.replace('Orders', 'Free') }, { documentId: idOf(text) }]) {
    for (let index = 0; index < 6; index++) {
      const send = async (withOrders: boolean) =>
        (await gateway.post({ ...params, variables: { max: 7, with: withOrders } }, REPORT)).body.extensions;
      expect(await send(true)).toEqual({ cost: { estimated: 77, actual: 9 } });
      expect(await send(false)).toEqual({ cost: { estimated: 7, actual: 3 } });
    }
  }
});

test('costs are counted by registered operation, and how far the estimate was off', async () => {
  const text = 'query Users($max: Int!) { users(max: $max) { id } }';
  await using gateway = await shopGateway({ cost: { max: 50 } }, text);
  for (const max of [5, 50, 51]) await gateway.post({ documentId: idOf(text), variables: { max } });
  await gateway.post({ query: '{ users(max: 7) { id } }' });
  const metrics = await scrape(gateway);
  const of = (name: string) => metrics.counts(name).map(([labels, count]) => [labels['tollgate_operation'], count]);
  const sum = (name: string) => metrics.value(`${name}_sum`, { tollgate_operation: 'Users' });
  expect(of('tollgate_cost_estimated')).toEqual([
    ['Users', 2],
    ['other', 1],
  ]);
  expect([sum('tollgate_cost_estimated'), sum('tollgate_cost_actual'), sum('tollgate_cost_delta')]).toEqual([
    55, 6, 49,
  ]);
});

test('without the header nothing is told', async () => {
  await using gateway = await shopGateway({});
  expect(await costOf(gateway, '{ __typename }')).toBeDefined();
  const { body } = await gateway.post({ query: '{ __typename }' }, { headers: { 'x-tollgate-cost': 'yes' } });
  expect(body.extensions).toBeUndefined();
});

test('what may cost too much is refused before anything is called, with both figures and what made it dear', async () => {
  await using gateway = await shopGateway({ cost: { max: 100 } });
  const query = 'query ($max: Int!) { users(max: $max) { id orders { product { id } } } }';
  expect((await gateway.post({ query, variables: { max: 2 } })).status).toBe(200);
  const calls = gateway.calls.length;
  const { status, body } = await gateway.post({ query, variables: { max: 1_000_000 } });
  expect(status).toBe(422);
  expect(gateway.calls.length).toBe(calls);
  expect(body.data).toBeUndefined();
  expect(body.errors).toEqual([
    {
      message:
        'The request is estimated at 41000000 points; it may cost 100. Most of it is for `users.orders.product`: 30000000 points. Ask for shorter lists or fewer fields.',
      extensions: {
        code: 'COST_ESTIMATED_TOO_EXPENSIVE',
        retryable: false,
        requestId: expect.any(String),
        cost: {
          estimated: 41_000_000,
          max: 100,
          dearest: [
            { path: 'users.orders.product', points: 30_000_000 },
            { path: 'users.orders', points: 10_000_000 },
            { path: 'users', points: 1_000_000 },
          ],
        },
      },
    },
  ]);
});

test('in mode `measure` it runs, and operators hear of it', async () => {
  await using gateway = await shopGateway({ cost: { max: 5, mode: 'measure' } });
  const { body } = await gateway.post({ query: '{ users(max: 6) { id } }' }, REPORT);
  expect(body.extensions).toEqual({ cost: { estimated: 6, actual: 3, max: 5 } });
  expect(gateway.signals.find(({ name }) => name === 'cost.measured')).toMatchObject({
    level: 'warn',
    message:
      'Would be refused: The request is estimated at 6 points; it may cost 5. Most of it is for `users`: 6 points. Ask for shorter lists or fewer fields.',
    attributes: { estimated: 6, max: 5, operation: null },
  });
});

test('the budget of a contract holds for each request of its operation', async () => {
  const text = 'query Orders($max: Int!) { users(max: $max) { id } }';
  await using gateway = await shopGateway({}, text.replace(') {', ') @contract(budget: 20) {'));
  const send = (max: number) => gateway.post({ documentId: idOf(text), variables: { max } });
  expect((await send(20)).status).toBe(200);
  const { status, body } = await send(21);
  expect([status, body.errors?.[0]?.extensions]).toMatchObject([422, { cost: { estimated: 21, max: 20 } }]);
});
