import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { resolver, type ConfigInput, type UpstreamCall } from '../src/index.ts';
import { createTestGateway, fakeClock, type TestGateway } from '../src/testing.ts';
import { atlasConfig, atlasGateway, startService } from './support/atlas.ts';

const SOURCES = '{ gateway { sources { name status breaker { state failures } } } }';

const breakerOf = async (gateway: TestGateway, name: string): Promise<string> => {
  const { body } = await gateway.post({ query: SOURCES });
  const { sources } = body.data?.['gateway'] as { sources: { name: string; breaker: { state: string } }[] };
  return sources.find((source) => source.name === name)?.breaker.state ?? '';
};

describe('a demo service that dies', () => {
  test('turns its fields null, opens its breaker, leaves the rest whole, and recovers by itself', async () => {
    await using trips = await startService('trips');
    await using airports = await startService('airports');
    const clock = fakeClock();
    await using gateway = await atlasGateway([trips, airports], { clock });
    const itinerary = { query: '{ trip(id: "T0001") { title legs { from { code name } to { code } } } }' };

    const calm = await gateway.post(itinerary);
    expect(calm.body.errors).toBeUndefined();
    expect(calm.body.data).toMatchObject({
      trip: { title: 'AMS to SFO', legs: [{ from: { code: 'AMS' } }, { from: { code: 'JFK' } }] },
    });

    await airports.kill();
    const sick = await gateway.post(itinerary);
    expect(sick.status).toBe(200);
    expect(sick.body.data).toEqual({
      trip: {
        title: 'AMS to SFO',
        legs: [
          { from: null, to: null },
          { from: null, to: null },
        ],
      },
    });
    expect(sick.body.errors).toHaveLength(4);
    for (const error of sick.body.errors ?? []) {
      expect(error.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true, source: 'airports' });
      expect(error.path?.slice(0, 2)).toEqual(['trip', 'legs']);
    }

    for (let i = 0; i < 3; i++) await gateway.post(itinerary);
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
    const open = await gateway.post(itinerary);
    expect(open.body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_BREAKER_OPEN',
      retryable: true,
      source: 'airports',
    });
    expect(open.body.data).toMatchObject({ trip: { title: 'AMS to SFO' } });
    expect((await gateway.fetch('/readyz')).status).toBe(200);
    expect(await (await gateway.fetch('/readyz')).json()).toEqual({ status: 'warn' });

    await using back = await startService('airports', Number(new URL(airports.url).port));
    expect((await gateway.post(itinerary)).body.errors?.[0]?.extensions.code).toBe('UPSTREAM_BREAKER_OPEN');
    expect(await back.calls()).toBe(0);
    clock.advance(5_000);
    expect((await gateway.post(itinerary)).body).toEqual(calm.body);
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
    expect(await (await gateway.fetch('/readyz')).json()).toEqual({ status: 'pass' });
    expect(gateway.signals.map(({ name, attributes }) => [name, attributes?.['state']])).toEqual([
      ['source.breaker', 'OPEN'],
      ['source.breaker', 'HALF_OPEN'],
      ['source.breaker', 'CLOSED'],
    ]);
  });

  test('5xx answers count for the breaker, 4xx answers do not', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    const query = '{ airports(search: "x") { total } }';
    await airports.fault({ status: 404 });
    for (let i = 0; i < 6; i++)
      expect((await gateway.post({ query })).body.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
    await airports.fault({ status: 503 });
    const { body } = await gateway.post({ query });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true, source: 'airports' });
    for (let i = 0; i < 2; i++) await gateway.post({ query });
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
  });
});

test('fifty joined airports are one call', async () => {
  await using trips = await startService('trips');
  await using airports = await startService('airports');
  await using gateway = await atlasGateway([trips, airports]);
  const { body } = await gateway.post({
    query: '{ trips(first: 50) { items { legs { from { name } to { name } } } } }',
  });
  expect(body.errors).toBeUndefined();
  expect([await trips.calls(), await airports.calls()]).toEqual([1, 1]);
});

test('a mutation reaches its source once, and its errors come through in the catalogue’s words', async () => {
  await using trips = await startService('trips');
  await using gateway = await atlasGateway([trips]);
  const create = 'mutation ($input: CreateTripInput!) { createTrip(input: $input) { id title status } }';
  const input = {
    title: 'To the sea',
    traveller: { name: 'Ada Okafor' },
    legs: [{ from: 'AMS', to: 'LIS', departsAt: '2027-05-01T09:00:00Z' }],
  };
  const { body } = await gateway.post({ query: create, variables: { input } });
  const { id } = body.data?.['createTrip'] as { id: string };
  expect(body.data).toMatchObject({ createTrip: { title: 'To the sea', status: 'PLANNED' } });
  expect(await trips.calls()).toBe(1);

  const cancel = { query: 'mutation ($id: ID!) { cancelTrip(id: $id) { status } }', variables: { id } };
  expect((await gateway.post(cancel)).body.data).toEqual({ cancelTrip: { status: 'CANCELLED' } });
  expect((await gateway.post(cancel)).body.errors?.[0]?.extensions.code).toBe('CONFLICT');
  const missing = await gateway.post({ ...cancel, variables: { id: 'T9999' } });
  expect(missing.body.errors?.[0]).toMatchObject({
    message: 'No Trip has the id "T9999".',
    extensions: { code: 'NOT_FOUND', resourceType: 'Trip', resourceId: 'T9999' },
  });
  const wrong = await gateway.post({ query: create, variables: { input: { ...input, title: '' } } });
  expect(wrong.body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', source: 'trips' });
  const escaping = await gateway.post({ ...cancel, variables: { id: '..' } });
  expect(escaping.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

describe('what a source answers', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A gateway over one field that calls a service of the test's own. */
  const over = async (listener: RequestListener, source: object = {}) => {
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
        Query: {
          airport: resolver(['airports'], (_, { code }: { code: string }, { sources }) =>
            sources.airports.get('/x/{code}', { params: { code }, query: { q: ['a', 'b'], none: null } }),
          ),
          airports: resolver(['airports'], async (_, __, { sources }) => ({
            items: [],
            total: await sources.airports.post('/x', { body: { a: 1 } }),
          })),
        },
      },
      plugins: { received: [{ name: 'spy', observe: { called: (call) => void calls.push(call) } }] },
    };
    const gateway = await createTestGateway({ config, root: new URL('../demo', import.meta.url).pathname });
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
    ['nothing in time', () => {}, { timeout: '50ms' }, read, { code: 'UPSTREAM_TIMEOUT', retryable: true }],
    [
      'nothing in time for a write',
      () => {},
      { timeout: '50ms' },
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
    expect((await gateway.post(read)).body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_OVERLOADED',
      retryable: true,
    });
    waiting[0]?.();
    expect((await first).body.errors).toBeUndefined();
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
