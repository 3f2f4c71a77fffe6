import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { errors, type Governed, type Plugin, type Resolved, resolver, type Seen, type Settled } from '../src/index.ts';
import { atlasConfig, atlasGateway, startService } from './support/projects/atlas.ts';

const VERSION = '{ gateway { version } }';

/** Notes what its observer is told. */
function spy() {
  const told: string[] = [];
  const settled: { end: Settled; exchange: Seen }[] = [];
  const plugin: Plugin = {
    name: 'spy',
    observe: {
      left: (stage) => void told.push(`left ${stage}`),
      called: ({ source, status }) => void told.push(`called ${source} ${status}`),
      settled: (end, exchange) => {
        told.push(`settled ${end.outcome}`);
        settled.push({ end, exchange });
      },
    },
  };
  return { plugin, told, settled };
}

describe("a user's plugin", () => {
  test('runs at its stage, sees what is known there, and what it adds reaches resolvers', async () => {
    const seen: unknown[] = [];
    const tenant: Plugin = { name: 'tenant', run: ({ request }) => void seen.push(request.header('x-tenant')) };
    const names: Plugin<Resolved> = {
      name: 'names',
      run: ({ operation, client }) => void seen.push(operation.name, client.name),
    };
    const adds: Plugin<Governed, { tenant: string }> = {
      name: 'adds',
      run: ({ variables }) => ({ tenant: `acme-${String(variables['x'])}` }),
    };
    const config = atlasConfig({
      schema: ['../schema/atlas/*.graphql'],
      plugins: { received: [tenant], resolved: [names], governed: [adds] },
      resolvers: {
        Query: {
          airport: resolver([], (_, __, { exchange }) => ({
            iata: (exchange as Governed & { tenant: string }).tenant,
          })),
        },
        Airport: { name: ({ iata }: { iata: string }) => iata },
      },
    });
    await using gateway = await atlasGateway([], { config });
    const query = 'query Who($x: String = "7") { airport(code: $x) { name } }';
    const { body } = await gateway.post(
      { query },
      { headers: { 'x-tenant': 'acme', 'apollographql-client-name': 'web' } },
    );
    expect(seen).toEqual(['acme', 'Who', 'web']);
    expect(body).toEqual({ data: { airport: { name: 'acme-7' } } });
  });

  test('refuses by throwing, and nobody after it runs', async () => {
    const ran: string[] = [];
    const refuse: Plugin = {
      name: 'refuse',
      async run() {
        throw errors.forbidden('Not on Sundays.');
      },
    };
    const later: Plugin<Resolved> = { name: 'later', run: () => void ran.push('later') };
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ plugins: { received: [refuse], resolved: [later] } }),
    });
    const { status, body } = await gateway.post({ query: VERSION });
    expect([status, body.errors?.[0]?.message, body.errors?.[0]?.extensions.code]).toEqual([
      403,
      'Not on Sundays.',
      'FORBIDDEN',
    ]);
    expect(ran).toEqual([]);
  });

  test('is awaited whatever kind of promise it returns', async () => {
    // A promise of another realm is no `instanceof Promise` of this one, as in a sandbox or with a promise library.
    const foreign = runInNewContext('(reason) => Promise.reject(reason)') as (reason: Error) => Promise<void>;
    const lazy: Plugin = { name: 'lazy', run: () => foreign(errors.forbidden('No.')) };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [lazy] } }) });
    expect((await gateway.post({ query: VERSION })).status).toBe(403);
  });

  test('that takes too long is not followed by what it held up', async () => {
    const { plugin, told } = spy();
    let ran = false;
    const { promise: answered, resolve: release } = Promise.withResolvers<void>();
    const slow: Plugin<Governed> = { name: 'slow', run: () => answered };
    const config = atlasConfig({
      http: { timeouts: { answer: '40ms' } },
      plugins: { received: [plugin], governed: [slow] },
      resolvers: { Mutation: { cancelTrip: () => void (ran = true) } },
    });
    await using gateway = await atlasGateway([], { config });
    const { status, body } = await gateway.post({ query: 'mutation { cancelTrip(id: 1) { id } }' });
    expect([status, body.errors?.[0]?.extensions]).toMatchObject([
      504,
      { code: 'DEADLINE_EXCEEDED', retryable: false },
    ]);
    release();
    // The second request passes `slow` at once, and by its answer whatever the first held up would have run.
    expect((await gateway.post({ query: VERSION })).status).toBe(200);
    expect([ran, told.slice(0, 3)]).toEqual([false, ['left received', 'left resolved', 'settled failed']]);
  });

  test('adds to the graph of both planes', async () => {
    const part = { sdl: 'extend type Gateway { motto: String! }', resolvers: { Gateway: { motto: () => 'calm' } } };
    const motto: Plugin = { name: 'motto', graph: { public: part, admin: part } };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [motto] } }) });
    expect((await gateway.post({ query: '{ gateway { motto } }' })).body).toEqual({
      data: { gateway: { motto: 'calm' } },
    });
    const response = await fetch(`${gateway.adminUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminToken}` },
      body: JSON.stringify({ query: '{ gateway { motto } }' }),
    });
    expect(await response.json()).toEqual({ data: { gateway: { motto: 'calm' } } });
  });
});

describe('observers', () => {
  test('are told of stages, calls and the end, once each and in order', async () => {
    await using airports = await startService('airports');
    const { plugin, told, settled } = spy();
    await using gateway = await atlasGateway([airports], { config: atlasConfig({ plugins: { received: [plugin] } }) });
    const response = await gateway.post(
      { query: 'query Ams { airport(code: "AMS") { code } }' },
      { headers: { 'x-request-id': 'r-7' } },
    );
    expect(told).toEqual([
      'left received',
      'left resolved',
      'left governed',
      'called airports 200',
      'left executed',
      'settled ok',
    ]);
    const [{ end, exchange } = { end: undefined, exchange: undefined }] = settled;
    expect(end).toMatchObject({
      outcome: 'ok',
      stage: 'executed',
      errors: [],
      status: 200,
      bytes: JSON.stringify(response.body).length,
    });
    expect(exchange).toMatchObject({
      requestId: 'r-7',
      generation: response.headers.get('x-tollgate-generation'),
      operation: { name: 'Ams', registered: false },
    });
    const times = [...(exchange?.times ?? [])];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(exchange?.calls).toHaveLength(1);
  });

  test.each([
    ['a refusal', { query: '{ nothing }' }, 'refused', 'received', 422],
    ['broken JSON', '{', 'refused', 'received', 400],
    ['a partial answer', { query: '{ airport(code: "X") { code } gateway { version } }' }, 'partial', 'executed', 200],
  ] as const)('%s is told with its outcome and stage', async (_, params, outcome, stage, status) => {
    const { plugin, settled } = spy();
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [plugin] } }) });
    await gateway.post(params);
    expect(settled).toHaveLength(1);
    expect(settled[0]?.end).toMatchObject({ outcome, stage, status });
    expect(settled[0]?.end.errors.length).toBeGreaterThan(0);
  });

  test('a caller that goes away is told as aborted, once', async () => {
    const { plugin, settled } = spy();
    const ended = Promise.withResolvers<void>();
    const { promise: running, resolve: runs } = Promise.withResolvers<void>();
    const hang: Plugin = {
      name: 'hang',
      run({ signal }) {
        runs();
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      observe: { settled: () => ended.resolve() },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [plugin, hang] } }) });
    const controller = new AbortController();
    const request = gateway.post({ query: VERSION }, { signal: controller.signal }).catch(() => 'gone');
    await running;
    controller.abort();
    expect(await request).toBe('gone');
    await ended.promise;
    expect(settled.map(({ end }) => end.outcome)).toEqual(['aborted']);
  });

  test('one that rejects later fails no request either', async () => {
    const broken: Plugin = {
      name: 'broken',
      observe: { settled: async () => Promise.reject(new Error('oops')) as unknown as void },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [broken] } }) });
    expect((await gateway.post({ query: VERSION })).status).toBe(200);
    expect((await gateway.post({ query: VERSION })).status).toBe(200);
    expect(gateway.signals.map(({ name }) => name)).toContain('observer.failed');
  });

  test('one that throws fails no request and is reported', async () => {
    const broken: Plugin = {
      name: 'broken',
      observe: {
        settled() {
          throw new Error('oops');
        },
      },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [broken] } }) });
    expect((await gateway.post({ query: VERSION })).status).toBe(200);
    expect(gateway.signals.map(({ name, message }) => `${name} ${message}`)).toEqual([
      expect.stringContaining('observer.failed The observer of plugin "broken" threw: Error: oops'),
    ]);
  });
});
