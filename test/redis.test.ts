import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../src/index.ts';
import type { TestAnswer, TestGateway } from '../src/testing.ts';
import { atlasConfig, atlasGateway, DEMO } from './support/projects/atlas.ts';
import { freePort } from './support/peers/free-port.ts';
import { hasRedis, startRedis } from './support/peers/redis.ts';

/** Automatic persisted queries in a Redis that is started, frozen and killed. */

const textOf = (alias: string): string => `{ gateway { ${alias}: version } }`;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const apq = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });
const register = ({ post }: TestGateway, text: string): Promise<TestAnswer> => post({ query: text, ...apq(text) });
const ask = ({ post }: TestGateway, text: string): Promise<TestAnswer> => post(apq(text));

/** Asks until what was registered is answered: nobody waits for the store. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const gatewayAt = (url: string): Promise<TestGateway> => atlasGateway([], { env: { TOLLGATE_REDIS_URL: url } });
const healthOf = async ({ adminUrl }: TestGateway) => {
  const { checks } = (await (await fetch(`${adminUrl}/readyz`)).json()) as {
    checks: { name: string; status: string }[];
  };
  return checks.find(({ name }) => name === 'apq');
};
const told = ({ signals }: TestGateway): readonly string[] =>
  signals.flatMap(({ name, message }) => (name.startsWith('store.') ? [message] : []));
/** Whether the last word is that Redis is away. */
const isAway = (gateway: TestGateway): boolean =>
  /^Redis is away: .* What it holds is not found meanwhile\.$/.test(told(gateway).at(-1) ?? '');
const timed = async <T>(work: Promise<T>): Promise<[T, number]> => {
  const startedAt = performance.now();
  return [await work, performance.now() - startedAt];
};
const notFound = {
  status: 200,
  body: {
    data: null,
    errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  },
};

describe.skipIf(!hasRedis)(`with Redis${hasRedis ? '' : ' (there is no redis-server here)'}`, () => {
  test('what one replica is given the others answer by its hash', async () => {
    await using redis = await startRedis(await freePort());
    await using one = await gatewayAt(redis.url);
    await using other = await gatewayAt(redis.url);
    const text = textOf('shared');
    expect(await ask(other, text)).toMatchObject(notFound);
    expect((await register(one, text)).body.data).toMatchObject({ gateway: {} });
    await until(async () => (await ask(other, text)).body.data !== null);
    expect(await healthOf(other)).toMatchObject({ kind: 'store', name: 'apq' });
  });

  test('killed mid-run it costs clients a second sending, operators hear of it, and it is found again', async () => {
    await using redis = await startRedis(await freePort());
    await using one = await gatewayAt(redis.url);
    await using other = await gatewayAt(redis.url);
    await register(one, textOf('before'));
    await until(async () => (await ask(other, textOf('before'))).body.data !== null);
    await redis.kill();
    await until(() => isAway(one) && isAway(other));
    const before = told(other);

    const [miss, waited] = await timed(ask(other, textOf('during')));
    expect(miss).toMatchObject(notFound);
    expect(waited).toBeLessThan(1_000);
    expect((await register(other, textOf('during'))).body.data).toMatchObject({ gateway: {} });
    expect((await ask(other, textOf('during'))).body.data).toMatchObject({ gateway: {} });
    expect((await ask(other, textOf('before'))).body.data).toMatchObject({ gateway: {} });
    expect(told(other)).toEqual(before);
    expect(await healthOf(other)).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('send their texts'),
    });
    expect((await other.fetch('/readyz')).status).toBe(200);

    await redis.start();
    await until(() => !isAway(one) && !isAway(other));
    await register(one, textOf('after'));
    await until(async () => (await ask(other, textOf('after'))).body.data !== null);
    await until(async () => (await healthOf(other))?.status === 'pass');
  });

  test('when it hangs, one request a second waits a tenth of one, and none longer', async () => {
    await using redis = await startRedis(await freePort());
    await using gateway = await gatewayAt(redis.url);
    redis.freeze();
    const [first, waited] = await timed(ask(gateway, textOf('first')));
    expect(first).toMatchObject(notFound);
    expect(waited).toBeLessThan(2_000);
    const [answers, time] = await timed(Promise.all([1, 2, 3, 4, 5].map((n) => ask(gateway, textOf(`next${n}`)))));
    for (const answer of answers) expect(answer).toMatchObject(notFound);
    expect(time).toBeLessThan(2_000);
    expect(isAway(gateway)).toBe(true);
    redis.thaw();
    await until(async () => (await ask(gateway, textOf('again'))).status === 200 && !isAway(gateway));
  });

  test('a full one is told of once, and what it holds is read on', async () => {
    await using redis = await startRedis(await freePort());
    await using gateway = await gatewayAt(redis.url);
    const operator = new Redis(redis.url);
    await operator.config('SET', 'maxmemory', '1');
    for (const alias of ['one', 'two']) expect((await register(gateway, textOf(alias))).status).toBe(200);
    await until(() => told(gateway).length > 0);
    expect(told(gateway)).toEqual([
      expect.stringMatching(/^Redis refuses what it is asked: OOM .*not shared meanwhile/),
    ]);
    expect(await healthOf(gateway)).toMatchObject({ status: 'warn', detail: expect.stringContaining('OOM') });
    await operator.config('SET', 'maxmemory', '0');
    await register(gateway, textOf('three'));
    await until(() => told(gateway).length === 2);
    await operator.quit();
  });

  test('a text that was put under the hash of another is not run', async () => {
    await using redis = await startRedis(await freePort());
    await using gateway = await gatewayAt(redis.url);
    const stranger = new Redis(redis.url);
    await stranger.set(`tollgate:apq:${hashOf(textOf('mine'))}`, JSON.stringify({ value: textOf('theirs') }));
    await stranger.quit();
    expect(await ask(gateway, textOf('mine'))).toMatchObject(notFound);
  });
});

test('with a Redis that is down at the start the gateway starts within seconds and serves', async () => {
  const [started, waited] = await timed(gatewayAt(`redis://127.0.0.1:${await freePort()}`));
  await using gateway = started;
  expect(waited).toBeLessThan(5_000);
  expect(told(gateway)).toEqual([expect.stringContaining('ECONNREFUSED')]);
  expect(await ask(gateway, textOf('down'))).toMatchObject(notFound);
  await register(gateway, textOf('down'));
  expect((await ask(gateway, textOf('down'))).body.data).toMatchObject({ gateway: {} });
});

test('an address that is none is refused at the start, without its text', () => {
  const make = (): unknown =>
    createGateway(atlasConfig({}), { root: DEMO, env: { TOLLGATE_REDIS_URL: 'http://:secret@cache' } });
  expect(make).toThrow('TOLLGATE_REDIS_URL is no address of a Redis. Write redis://host:port, or rediss:// for TLS.');
});
