import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../src/testing.ts';
import { type Answer, named, type OneSource, oneSource, read, shown, until } from './one-source.ts';

const CHECK = { path: '/health', interval: '1s' };
const breaker = { calls: 4, share: '50%', openFor: '5s', window: '10s' };

/** A source whose calls and whose check answer by two switches, with a clock of the test's own. */
async function checked(changes: object = {}) {
  const is = { well: true, sayingSo: true };
  const clock = fakeClock();
  const answer: Answer = (request, response, number) => {
    const good = request.url === CHECK.path ? is.sayingSo : is.well;
    if (good) named(request, response, number);
    else response.writeHead(503).end();
  };
  const source = await oneSource(answer, { breaker, check: CHECK, ...changes }, { options: { clock } });
  return { source, clock, is };
}

const checksOf = ({ seen }: OneSource) => seen.filter(({ request }) => request.url === CHECK.path);
const callsOf = ({ seen }: OneSource) => seen.length - checksOf({ seen } as OneSource).length;
const told = ({ gateway }: OneSource) => gateway.signals.filter(({ name }) => name === 'source.check');
const stateOf = async ({ gateway }: OneSource) => (await shown(gateway)).breaker.state;

async function open({ gateway }: OneSource): Promise<void> {
  for (let i = 0; i < 4; i++) await gateway.post(read);
}

describe('a source with a check', () => {
  test('is asked at the start, so that the first call finds a connection; what it answers then is told', async () => {
    const { source } = await checked();
    await using _ = source;
    expect([checksOf(source).length, source.seen.length]).toEqual([1, 1]);
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    const [check, call] = source.seen;
    expect(call?.request.socket.remotePort).toBe(check?.request.socket.remotePort);
    expect(told(source)).toEqual([]);
  });

  test('that is out keeps no gateway from starting, and is told of', async () => {
    const { source } = await checked({ url: 'http://127.0.0.1:9' });
    await using _ = source;
    expect((await source.gateway.fetch('/readyz')).status).toBe(200);
    expect(told(source)).toMatchObject([
      {
        level: 'warn',
        name: 'source.check',
        message: expect.stringContaining('"api" does not pass its check at /health'),
      },
    ]);
  });

  test('that hangs holds up the start no longer than a slow call', async () => {
    const startedAt = performance.now();
    await using source = await oneSource(() => {}, { check: CHECK, timeouts: { total: '200ms' } });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await until(() => source.seen[0]?.closedAt !== undefined);
    expect(told(source)).toHaveLength(1);
  });

  test('closes its breaker as soon as it is back, without a client’s call, and is asked no more', async () => {
    const { source, clock, is } = await checked();
    await using _ = source;
    is.well = is.sayingSo = false;
    await open(source);
    expect([await stateOf(source), checksOf(source).length]).toEqual(['OPEN', 1]);
    clock.advance(999);
    clock.advance(1);
    await until(() => checksOf(source).length === 2);
    await until(() => checksOf(source)[1]?.closedAt !== undefined);
    expect(await stateOf(source)).toBe('OPEN');
    is.well = is.sayingSo = true;
    clock.advance(1_000);
    while ((await stateOf(source)) !== 'CLOSED') await new Promise(setImmediate);
    expect([checksOf(source).length, callsOf(source)]).toEqual([3, 4]);
    clock.advance(60_000);
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    expect(checksOf(source)).toHaveLength(3);
    expect(await shown(source.gateway)).toMatchObject({ calls: { total: 5, failed: 4 } });
    expect(source.calls).toHaveLength(5);
  });

  test('that fails its check alone keeps its breaker closed, and lets a call through as a test all the same', async () => {
    const { source, clock, is } = await checked();
    await using _ = source;
    is.sayingSo = false;
    for (let i = 0; i < 10; i++) await source.gateway.post(read);
    clock.advance(60_000);
    expect([await stateOf(source), checksOf(source).length]).toEqual(['CLOSED', 1]);
    is.well = false;
    await open(source);
    is.well = true;
    for (let second = 1; second <= 5; second++) {
      clock.advance(1_000);
      await until(() => checksOf(source).length === 1 + second && checksOf(source).at(-1)?.closedAt !== undefined);
      await shown(source.gateway);
    }
    expect(await stateOf(source)).toBe('OPEN');
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    expect(await stateOf(source)).toBe('CLOSED');
  });

  test('that says it is well and is not is believed once, and then not before a call went well', async () => {
    const { source, clock, is } = await checked();
    await using _ = source;
    is.well = false;
    await open(source);
    clock.advance(1_000);
    while ((await stateOf(source)) !== 'CLOSED') await new Promise(setImmediate);
    await open(source);
    expect([await stateOf(source), checksOf(source).length]).toEqual(['OPEN', 2]);
    for (let period = 0; period < 6; period++) {
      clock.advance(5_000);
      for (let i = 0; i < 10; i++) await source.gateway.post(read);
    }
    // One test in each period, and no check.
    expect([callsOf(source), checksOf(source).length, await stateOf(source)]).toEqual([8 + 6, 2, 'OPEN']);
    is.well = true;
    clock.advance(5_000);
    await source.gateway.post(read);
    expect(await stateOf(source)).toBe('CLOSED');
    is.well = false;
    await open(source);
    clock.advance(1_000);
    await until(() => checksOf(source).length === 3);
  });

  test('is asked no more when the gateway stops', async () => {
    const { source, clock, is } = await checked();
    is.well = is.sayingSo = false;
    await open(source);
    await source[Symbol.asyncDispose]();
    clock.advance(60_000);
    expect(checksOf(source)).toHaveLength(1);
  });

  test('bears what the config sends with every call, and nothing of a client', async () => {
    const credential = { prefix: 'Bearer ', secrets: [{ env: 'SECRET' }] };
    await using source = await oneSource(
      named,
      { check: CHECK, headers: { 'x-key': 'k' }, credential, forward: { request: ['cookie'] } },
      { options: { env: { SECRET: 's' } } },
    );
    expect(source.seen[0]?.request).toMatchObject({
      method: 'GET',
      url: '/health',
      headers: { 'x-key': 'k', authorization: 'Bearer s' },
    });
  });

  test.each([
    ['path', { path: 'health' }],
    ['path', { path: '/a b' }],
    ['path', { path: '/a#b' }],
    ['path', { path: '/\r\nx: y' }],
    ['interval', { path: '/', interval: '0s' }],
    ['interval', { path: '/', interval: '-1s' }],
    ['interval', { path: '/', interval: '30d' }],
  ])('is refused at the start where its %s is none: %j', async (key, check) => {
    await expect(oneSource(named, { check })).rejects.toThrow(`config: sources.api.check.${key}`);
  });
});
