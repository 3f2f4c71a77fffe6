import { expect, test } from 'vitest';
import type { ConfigInput } from '../../src/config.ts';
import { createTestGateway, fakeClock, type TestAnswer, type TestGateway } from '../../src/testing.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

const SCHEMA = `type Query { users(max: Int!): [User!]! @listSize(slicingArguments: ["max"]) } type User { id: ID! }`;
const resolvers = {
  Query: {
    users: (_: unknown, { max }: { max: number }) => Array.from({ length: Math.min(max, 5) }, () => ({ id: 'u' })),
  },
};

async function shop(config: Partial<ConfigInput>, clock = fakeClock()): Promise<TestGateway> {
  using folder = sdlFolder({ 'schema.graphql': SCHEMA });
  return await createTestGateway({
    root: folder.root,
    clock,
    config: { schema: 'schema.graphql', resolvers, ...config },
  });
}

const as = (client: string) => ({ headers: { 'apollographql-client-name': client } });
const users = (gateway: TestGateway, max: number, client = 'web'): Promise<TestAnswer> =>
  gateway.post({ query: 'query ($max: Int!) { users(max: $max) { id } }', variables: { max } }, as(client));
const limitOf = ({ headers }: TestAnswer): string | null => headers.get('ratelimit');

test('points are spent by what was answered, told in every answer, and come back', async () => {
  const clock = fakeClock();
  await using gateway = await shop({ budgets: [{ per: 'client', points: 20, window: '1m' }] }, clock);
  const first = await users(gateway, 5);
  expect(first.headers.get('ratelimit-policy')).toBe('"client-60s";q=20;w=60;qu="tollgate-points"');
  expect(limitOf(first)).toBe('"client-60s";r=15;t=62');
  clock.advance(10_000);
  // Estimated at 12, answered with 5.
  expect(limitOf(await users(gateway, 12))).toBe('"client-60s";r=10;t=52');
  const refused = await users(gateway, 11);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('52');
  expect(limitOf(refused)).toBe('"client-60s";r=10;t=52');
  expect(refused.body.errors).toEqual([
    {
      message: 'The budget "client-60s" has 10 of 20 points left; the request is estimated at 11. Try again in 52 s.',
      extensions: {
        code: 'COST_BUDGET_EXHAUSTED',
        retryable: true,
        retryAfterSeconds: 52,
        budget: 'client-60s',
        cost: { estimated: 11, remaining: 10 },
        requestId: expect.any(String),
      },
    },
  ]);
  expect((await users(gateway, 11, 'app')).status).toBe(200);
  clock.advance(52_000);
  expect((await users(gateway, 11)).status).toBe(200);
});

test('a request that no window can hold is not told to come again', async () => {
  await using gateway = await shop({ budgets: [{ per: 'client', points: 20, window: '1m' }] });
  const { status, body, headers } = await users(gateway, 21);
  expect([status, body.errors?.[0]?.extensions]).toMatchObject([
    422,
    { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { estimated: 21, max: 20 } },
  ]);
  expect(headers.get('retry-after')).toBeNull();
});

test('several windows, pairs and units hold at once, and what one of them refuses no other has taken', async () => {
  const clock = fakeClock();
  await using gateway = await shop(
    {
      budgets: [
        { per: 'client', requests: 3, window: '1s' },
        { per: ['client', 'operation'], requests: 5, window: '1h' },
        { per: 'address', points: 1_000, window: '1d' },
      ],
    },
    clock,
  );
  const statuses = async (times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => users(gateway, 1)));
    return answers.filter(({ status }) => status === 200).length;
  };
  expect(await statuses(9)).toBe(3);
  clock.advance(1_050);
  const last = await users(gateway, 1);
  expect(limitOf(last)).toMatch(
    /^"client-1s-requests";r=2;t=2, "client-operation-3600s-requests";r=1;t=\d+, "address-86400s";r=996;t=\d+$/,
  );
  expect(await statuses(9)).toBe(1);
  const { body } = await users(gateway, 1);
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'RATE_LIMITED',
    budget: 'client-operation-3600s-requests',
  });
});

test('a tenant has one budget, whoever of it asks', async () => {
  await using gateway = await shop({
    budgets: [{ per: 'tenant', requests: 10, window: '1m' }],
    development: { principal: true },
  });
  const ask = async (principal: object) => {
    const headers = { 'x-tollgate-principal': JSON.stringify(principal) };
    return (await gateway.post({ query: '{ __typename }' }, { headers })).status;
  };
  for (let key = 0; key < 10; key++) expect(await ask({ id: `key-${key}`, tenant: 'acme' })).toBe(200);
  expect(await ask({ id: 'key-10', tenant: 'acme' })).toBe(429);
  expect(await ask({ id: 'key-10', tenant: 'other' })).toBe(200);
  expect(await ask({ id: 'key-10' })).toBe(200);
  expect(await ask({ id: 'key-10', tenant: '' })).toBe(400);
});

test('an address of IPv6 has one budget with its /64', async () => {
  const config = { budgets: [{ per: 'address' as const, requests: 2, window: '1m' }] };
  await using gateway = await shop({ ...config, http: { trustedProxies: ['127.0.0.1'] } });
  const ask = async (address: string): Promise<number> =>
    (await gateway.post({ query: '{ users(max: 1) { id } }' }, { headers: { 'x-forwarded-for': address } })).status;
  expect(await ask('2001:db8:1:2::1')).toBe(200);
  expect(await ask('[2001:db8:1:2:ffff::2]:443')).toBe(200);
  expect(await ask('2001:db8:1:2:aaaa::3')).toBe(429);
  expect(await ask('2001:db8:1:3::1')).toBe(200);
});

test('a principal of any name has a budget', async () => {
  await using gateway = await shop({
    budgets: [{ per: 'principal', requests: 1, window: '1m' }],
    development: { principal: true },
  });
  const ask = async (id: string): Promise<number> =>
    (await gateway.post({ query: '{ users(max: 1) { id } }' }, { headers: { 'x-tollgate-principal': id } })).status;
  expect(await ask(String.raw`{"id":"\ud800"}`)).toBe(200);
  expect(await ask(String.raw`{"id":"\ud800"}`)).toBe(429);
  expect(await ask(String.raw`{"id":"\u2028:"}`)).toBe(200);
});

test('callers see their own budgets in the graph', async () => {
  await using gateway = await shop({ budgets: [{ per: ['client', 'address'], points: 100, window: '1m' }] });
  await users(gateway, 5);
  const query = '{ gateway { budget { name per unit limit remaining windowSeconds moreInSeconds } } }';
  const { body } = await gateway.post({ query }, as('web'));
  expect(body.data).toEqual({
    gateway: {
      budget: [
        {
          name: 'client-address-60s',
          per: ['client', 'address'],
          unit: 'POINTS',
          limit: 100,
          remaining: 100 - 5 - 11, // one gateway, a list of which nothing is known
          windowSeconds: 60,
          moreInSeconds: expect.any(Number),
        },
      ],
    },
  });
  const other = await gateway.post({ query }, as('app'));
  expect(other.body.data).toMatchObject({ gateway: { budget: [{ remaining: 89 }] } });
});

test('where none is configured nothing is told', async () => {
  await using gateway = await shop({});
  const answer = await gateway.post({ query: '{ gateway { budget { name } } }' });
  expect(answer.body.data).toEqual({ gateway: { budget: [] } });
  expect(limitOf(answer)).toBeNull();
});

test('what a step refuses that comes after has spent nothing', async () => {
  const refusing = {
    name: 'refusing',
    run: () => {
      throw new Error('no');
    },
  };
  await using gateway = await shop({
    budgets: [{ per: 'client', requests: 1, window: '1h' }],
    plugins: { governed: [refusing] },
  });
  for (let index = 0; index < 3; index++) expect((await users(gateway, 1)).status).toBe(500);
});

test('in mode `measure` points refuse nothing, requests do', async () => {
  const budgets: ConfigInput['budgets'] = [
    { per: 'client', points: 8, window: '1m' },
    { per: 'client', requests: 3, window: '1m' },
  ];
  await using gateway = await shop({ budgets, cost: { mode: 'measure' } });
  expect((await users(gateway, 9)).status).toBe(200);
  expect((await users(gateway, 5)).status).toBe(200);
  expect((await users(gateway, 5)).status).toBe(200);
  expect(gateway.signals.filter(({ name }) => name === 'cost.measured')).toHaveLength(2);
  await users(gateway, 1);
  await users(gateway, 1);
  const { status, body } = await users(gateway, 1);
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
});

test('nine polite clients are served beside one at ten times its budget, which sees 429 and never 503', async () => {
  const clock = fakeClock();
  await using gateway = await shop({ budgets: [{ per: 'client', points: 25, window: '1s' }] }, clock);
  const polite: number[] = [];
  const rude: number[] = [];
  // Two seconds in steps of 200 ms: a polite client spends 20 of its 25 points a second, the rude one asks for 250.
  for (let step = 0; step < 10; step++) {
    const asked = Array.from({ length: 9 }, (_, index) => users(gateway, 4, `polite-${index}`));
    const pushed = Array.from({ length: 10 }, () => users(gateway, 5, 'rude'));
    polite.push(...(await Promise.all(asked)).map(({ status }) => status));
    rude.push(...(await Promise.all(pushed)).map(({ status }) => status));
    clock.advance(200);
  }
  expect(polite.filter((status) => status === 200).length / polite.length).toBeGreaterThanOrEqual(0.99);
  expect(new Set(rude)).toEqual(new Set([200, 429]));
  expect(rude.filter((status) => status === 200).length).toBeLessThanOrEqual(10);
});

test.each([
  [
    { per: 'clients', points: 5, window: '1m' },
    /budgets\.0\.per: expected one, or two different ones, of client, .*"clients"/,
  ],
  [{ per: ['client', 'client'], points: 5, window: '1m' }, /budgets\.0\.per: expected one, or two different ones/],
  [{ per: 'client', window: '1m' }, /budgets\.0: expected either `points` or `requests`/],
  [
    { per: 'client', points: 5, window: '10ms' },
    /budgets\.0\.window: expected a duration from '1s' to '31d'; found "10ms"/,
  ],
  [{ per: 'client', points: 0, window: '1m' }, /budgets\.0\.points/],
  [{ per: 'tenant', points: 9, window: '60s' }, /budgets: expected budgets that differ/],
  [
    { per: ['tenant', 'client'], points: 9, window: '60s' },
    /budgets: expected budgets that differ in `per`, whatever its order/,
  ],
])('a wrong budget is told with its place: %j', async (wrong, told) => {
  const budgets = [
    wrong,
    { per: 'tenant', points: 5, window: '1m' },
    { per: ['client', 'tenant'], points: 5, window: '1m' },
  ] as never;
  await expect(shop({ budgets })).rejects.toThrow(told);
});
