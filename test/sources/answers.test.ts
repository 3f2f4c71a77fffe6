import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { resolver, type ConfigInput, type UpstreamCall } from '../../src/index.ts';
import { createTestGateway, type FakeClock, fakeClock } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { breakerOf } from '../support/readings/breaker.ts';

describe('what a source answers', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A gateway over one field that calls a service of the test's own. */
  const over = async (
    listener: RequestListener,
    source: object = {},
    changes: Partial<ConfigInput> = {},
    clock?: FakeClock,
  ) => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const calls: UpstreamCall[] = [];
    const config: ConfigInput = {
      ...atlasConfig({}),
      sources: {
        airports: { url: `http://127.0.0.1:${port}/base`, retries: 0, ...source },
        trips: { url: 'http://127.0.0.1:9' },
      },
      resolvers: {
        Mutation: {
          cancelTrip: resolver(['airports'], (_, __, { sources }) => sources.airports.post('/x')),
        },
        Query: {
          trips: resolver(['airports'], (_, __, { sources }) =>
            sources.airports.post('/x', { idempotencyKey: 'a\nb' }),
          ),
          airport: resolver(['airports'], (_, { code }: { code: string }, { sources }) =>
            sources.airports.get('/x/{code}', { params: { code }, query: { q: ['a', 'b'], none: null } }),
          ),
          airports: resolver(['airports'], async (_, __, { sources }) => ({
            items: [],
            total: await sources.airports.post('/x', { body: { a: 1 } }),
          })),
        },
      },
      ...changes,
      plugins: { received: [{ name: 'spy', observe: { called: (call) => void calls.push(call) } }] },
    };
    const gateway = await createTestGateway({
      config,
      root: new URL('../../demo', import.meta.url).pathname,
      ...(clock && { clock }),
    });
    return { gateway, calls };
  };

  const read = { query: '{ airport(code: "a/b") { code: name } }' };
  const write = { query: '{ airports { total } }' };

  test('a call carries the path, query, headers and request id that it should', async () => {
    const seen: unknown[] = [];
    const { gateway, calls } = await over(
      (request, response) => {
        seen.push(request.method, request.url, request.headers['x-request-id'], request.headers['x-key']);
        response.end('{"name":"x"}');
      },
      { headers: { 'x-key': 'k' } },
    );
    await using _ = gateway;
    const { body } = await gateway.post(read, { headers: { 'x-request-id': 'r-1' } });
    expect(body.data).toEqual({ airport: { code: 'x' } });
    expect(seen).toEqual(['GET', '/base/x/a%2Fb?q=a&q=b', 'r-1', 'k']);
    expect(calls).toMatchObject([
      { source: 'airports', method: 'GET', template: '/x/{code}', status: 200, code: null },
    ]);
  });

  test.each<[string, RequestListener, object, object, object]>([
    [
      'HTML in place of JSON',
      (_, response) => response.end('<html>'),
      {},
      read,
      { code: 'UPSTREAM_BAD_RESPONSE', retryable: false },
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      {},
      read,
      { code: 'UPSTREAM_REDIRECT', retryable: false },
    ],
    [
      'a refusal',
      (_, response) => response.writeHead(403).end('secret'),
      {},
      read,
      { code: 'UPSTREAM_ERROR', retryable: false },
    ],
    [
      'a 5xx for a write',
      (_, response) => response.writeHead(500).end(),
      {},
      write,
      { code: 'UPSTREAM_ERROR', retryable: false },
    ],
    ['nothing in time', () => {}, { timeouts: { total: '50ms' } }, read, { code: 'UPSTREAM_TIMEOUT', retryable: true }],
    [
      'nothing in time for a write',
      () => {},
      { timeouts: { total: '50ms' } },
      write,
      { code: 'UPSTREAM_UNKNOWN_OUTCOME', retryable: false },
    ],
    [
      'a connection cut during a write',
      (request) => void request.socket.destroy(),
      {},
      write,
      { code: 'UPSTREAM_UNKNOWN_OUTCOME', retryable: false },
    ],
    [
      'more than it may',
      (_, response) => response.end(`"${'x'.repeat(2_000)}"`),
      { maxResponse: '1KiB' },
      read,
      { code: 'UPSTREAM_BAD_RESPONSE' },
    ],
  ])('%s becomes its code', async (_title, listener, source, params, extensions) => {
    const { gateway, calls } = await over(listener, source);
    await using _ = gateway;
    const { body } = await gateway.post(params);
    expect(body.errors?.[0]?.extensions).toMatchObject({ source: 'airports', ...extensions });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(calls).toHaveLength(1);
    expect(calls[0]?.code).toBe(body.errors?.[0]?.extensions.code);
  });

  test('a read is tried again, a write is not', async () => {
    let calls = 0;
    const { gateway } = await over(
      (_, response) => {
        calls++;
        response.writeHead(calls === 1 ? 500 : 200).end('{"name":"x"}');
      },
      { retries: 1 },
    );
    await using _ = gateway;
    expect((await gateway.post(read)).body.errors).toBeUndefined();
    expect(calls).toBe(2);
    calls = 0;
    expect((await gateway.post(write)).body.errors?.[0]?.extensions.code).toBe('UPSTREAM_ERROR');
    expect(calls).toBe(1);
  });

  test('calls above the bulkhead and its queue are refused', async () => {
    const waiting: (() => void)[] = [];
    const { gateway } = await over((_, response) => void waiting.push(() => response.end('{"name":"x"}')), {
      bulkhead: { concurrency: 1, queue: 0 },
    });
    await using _ = gateway;
    const first = gateway.post(read);
    while (waiting.length === 0) await new Promise(setImmediate);
    const other = { query: '{ airport(code: "LIS") { name } }' };
    expect((await gateway.post(other)).body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_OVERLOADED',
      retryable: true,
    });
    waiting[0]?.();
    expect((await first).body.errors).toBeUndefined();
  });

  test('a read that hangs past the time of its request counts against its source; a caller that hangs up does not', async () => {
    const { gateway } = await over(
      () => {},
      { timeouts: { total: '10s' }, breaker: { calls: 2 } },
      { http: { timeouts: { answer: '40ms' } } },
    );
    await using _ = gateway;
    const hangUp = async (): Promise<void> => {
      const controller = new AbortController();
      const request = gateway.post(read, { signal: controller.signal }).catch(() => {});
      setImmediate(() => controller.abort());
      await request;
    };
    await hangUp();
    await hangUp();
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
    await gateway.post(read);
    const late = await gateway.post(read);
    expect(late.body.errors?.[0]?.extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
    while ((await breakerOf(gateway, 'airports')) !== 'OPEN') await new Promise(setImmediate);
  });

  test('a caller that hangs up on a test call does not close the breaker', async () => {
    const clock = fakeClock();
    let hang = false;
    const { gateway } = await over(
      (_, response) => {
        if (!hang) response.writeHead(500).end();
      },
      { breaker: { calls: 1, openFor: '1s' }, timeouts: { total: '10s' } },
      {},
      clock,
    );
    await using _ = gateway;
    await gateway.post(read);
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
    hang = true;
    clock.advance(1_000);
    const controller = new AbortController();
    const request = gateway.post(read, { signal: controller.signal }).catch(() => {});
    while ((await breakerOf(gateway, 'airports')) !== 'HALF_OPEN') await new Promise(setImmediate);
    controller.abort();
    await request;
    while ((await breakerOf(gateway, 'airports')) === 'HALF_OPEN') await new Promise(setImmediate);
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
  });

  test('a write that outlives the time of its request is not called retryable', async () => {
    const { gateway } = await over(() => {}, {}, { http: { timeouts: { answer: '40ms' } } });
    await using _ = gateway;
    const { status, body } = await gateway.post({ query: 'mutation { cancelTrip(id: "1") { id } }' });
    expect([status, body.errors?.[0]?.extensions]).toMatchObject([
      504,
      { code: 'DEADLINE_EXCEEDED', retryable: false },
    ]);
  });

  test('a key that no header can carry is the caller’s mistake, and says nothing of the source', async () => {
    const { gateway, calls } = await over((_, response) => response.end('{"name":"x"}'));
    await using _ = gateway;
    for (let i = 0; i < 6; i++) {
      const { body } = await gateway.post({ query: '{ trips { total } }' });
      expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(calls).toEqual([]);
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
  });

  test('a request that takes too long is answered 504, and its calls end', async () => {
    let ended = 0;
    const server = createServer((request) => void request.once('close', () => ended++));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ http: { timeouts: { answer: '60ms' } } }),
      sources: { airports: `http://127.0.0.1:${port}`, trips: 'http://127.0.0.1:9' },
    });
    const { status, body } = await gateway.post({ query: '{ airport(code: "AMS") { code } }' });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([504, 'DEADLINE_EXCEEDED']);
    while (ended === 0) await new Promise(setImmediate);
    expect(gateway.signals).toEqual([]);
  });
});
