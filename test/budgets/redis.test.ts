import { describe, expect, test } from 'vitest';
import { createTestGateway, type TestGateway } from '../../src/testing.ts';
import { freePort } from '../support/peers/free-port.ts';
import { hasRedis, startRedis } from '../support/peers/redis.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

/** Budgets in a Redis that is started, frozen and killed. */

const BUDGET = 40;

async function replica(url: string, per: 'client' | 'tenant' = 'client'): Promise<TestGateway> {
  using folder = sdlFolder({ 'schema.graphql': 'type Query { one: One } type One { id: ID! }' });
  const resolvers = { Query: { one: () => ({ id: '1' }) } };
  const budgets = [{ per, points: BUDGET, window: '1h' } as const];
  const config = { schema: 'schema.graphql', resolvers, budgets, development: { principal: true } };
  return await createTestGateway({ root: folder.root, config, env: { TOLLGATE_REDIS_URL: url } });
}

/** One application of one customer, with ten keys. */
const headersOf = (key: number) => ({
  'apollographql-client-name': 'web',
  'x-tollgate-principal': JSON.stringify({ id: `key-${key}`, tenant: 'acme' }),
});
const ask = async ({ post }: TestGateway, key = 0): Promise<number> =>
  (await post({ query: '{ one { id } }' }, { headers: headersOf(key) })).status;

/** Asks each replica so many times, a few at once, each by another key. */
async function drive(replicas: readonly TestGateway[], times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let step = 0; step < times; step += 10)
    statuses.push(
      ...(await Promise.all(replicas.flatMap((one) => Array.from({ length: 10 }, (_, key) => ask(one, key))))),
    );
  return statuses;
}

const granted = (statuses: readonly number[]): number => statuses.filter((status) => status === 200).length;
const told = ({ signals }: TestGateway): readonly string[] =>
  signals.flatMap(({ name }) => (name.startsWith('budgets.') ? [name] : []));
const healthOf = async ({ adminUrl }: TestGateway) => {
  const { checks } = (await (await fetch(`${adminUrl}/readyz`)).json()) as {
    checks: { name: string; status: string }[];
  };
  return checks.find(({ name }) => name === 'budgets')?.status;
};

describe.skipIf(!hasRedis)(`with Redis${hasRedis ? '' : ' (there is no redis-server here)'}`, () => {
  test.each(['client', 'tenant'] as const)(
    'two replicas at twice the rate let through what a %s may spend, by one round trip a request',
    async (per) => {
      await using redis = await startRedis(await freePort());
      await using one = await replica(redis.url, per);
      await using other = await replica(redis.url, per);
      const statuses = await drive([one, other], BUDGET);
      expect(told(one)).toEqual([]);
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
      expect(Math.abs(granted(statuses) - BUDGET)).toBeLessThanOrEqual(BUDGET * 0.05);
      expect(await healthOf(one)).toBe('pass');
      // What a replica alone has spent already is not asked for.
      const [, asked] = /cmdstat_evalsha:calls=(\d+)/.exec(await redis.tell('INFO commandstats')) ?? [];
      expect(Number(asked)).toBeLessThanOrEqual(statuses.length);
      expect(Number(asked)).toBeGreaterThanOrEqual(granted(statuses));
    },
  );

  test('while Redis is lost each replica holds the budget for itself, and no client sees an error', async () => {
    await using redis = await startRedis(await freePort());
    await using one = await replica(redis.url);
    await using other = await replica(redis.url);
    const before = await drive([one, other], 10);
    await redis.kill();
    const after = await drive([one, other], BUDGET);
    expect(new Set([...before, ...after])).toEqual(new Set([200, 429]));
    expect(granted(before)).toBe(20);
    expect(granted([...before, ...after])).toBeLessThanOrEqual(2 * BUDGET);
    expect(granted([...before, ...after])).toBeGreaterThanOrEqual(BUDGET);
    expect([await healthOf(one), told(one)]).toEqual(['warn', ['budgets.local']]);
    await redis.start();
    await expect.poll(() => healthOf(one), { timeout: 10_000 }).toBe('pass');
    expect(told(one)).toEqual(['budgets.local', 'budgets.shared']);
  });

  test('a Redis that hangs keeps the first requests for a moment, and no later one', async () => {
    await using redis = await startRedis(await freePort());
    await using one = await replica(redis.url);
    expect(await ask(one)).toBe(200);
    redis.freeze();
    expect(await ask(one)).toBe(200);
    await expect.poll(() => told(one)).toEqual(['budgets.local']);
    expect(granted(await drive([one], 30))).toBe(30);
    redis.thaw();
    await expect.poll(() => healthOf(one), { timeout: 10_000 }).toBe('pass');
  });

  test('a replica starts without its Redis', async () => {
    await using one = await replica(`redis://127.0.0.1:${await freePort()}`);
    expect(granted(await drive([one], BUDGET + 20))).toBe(BUDGET);
    expect(told(one)).toEqual(['budgets.local']);
  });
});
