import type { ApolloServerPlugin } from '@apollo/server';
import { describe, expect, test } from 'vitest';
import {
  errors,
  type GatewayContext,
  GatewayError,
  type Governed,
  type Plugin,
  type Resolved,
  resolver,
  type Seen,
  type Settled,
} from '../src/index.ts';
import { atlasConfig, atlasGateway, startService } from './support/atlas.ts';

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

describe("a user's Apollo plugin", () => {
  test('sees the request and the answer', async () => {
    const seen: unknown[] = [];
    const plugin: ApolloServerPlugin<GatewayContext> = {
      requestDidStart: async ({ request }) => {
        if (request.http) seen.push(request.http.method, request.http.headers.get('x-tenant'));
        return {
          async willSendResponse({ response, contextValue }) {
            if (response.body.kind === 'single')
              seen.push(contextValue.exchange.operation.name, response.body.singleResult.data);
          },
        };
      },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ apollo: { plugins: [plugin] } }) });
    seen.length = 0; // forgets the trial request of the start
    await gateway.post({ query: 'query V { gateway { __typename } }' }, { headers: { 'x-tenant': 'acme' } });
    expect(seen).toEqual(['POST', 'acme', 'V', { gateway: { __typename: 'Gateway' } }]);
    expect(gateway.signals).toEqual([]);
  });

  test('that watches the execution gets it, start-up says so, and errors leave as they always do', async () => {
    const fields: string[] = [];
    class FieldTimer implements ApolloServerPlugin<GatewayContext> {
      async requestDidStart() {
        return {
          executionDidStart: async () => ({
            willResolveField: ({ info }: { info: { fieldName: string } }) => void fields.push(info.fieldName),
          }),
        };
      }
    }
    const config = atlasConfig({
      apollo: { plugins: [new FieldTimer()] },
      resolvers: {
        Query: {
          airport: () => {
            throw new Error('secret');
          },
          trip: () => {
            throw errors.notFound({ type: 'Trip', id: 1 });
          },
        },
      },
    });
    await using gateway = await atlasGateway([], { config });
    expect(gateway.signals).toMatchObject([{ name: 'apollo.watched', message: expect.stringContaining('FieldTimer') }]);
    const { status, body, headers } = await gateway.post({
      query: '{ airport(code: "x") { code } trip(id: 1) { id } }',
    });
    expect([status, fields.slice(-2)]).toEqual([200, ['airport', 'trip']]);
    expect(body.data).toEqual({ airport: null, trip: null });
    expect(body.errors).toMatchObject([
      { path: ['airport'], extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: headers.get('x-request-id') } },
      {
        message: 'No Trip has the id "1".',
        path: ['trip'],
        extensions: { code: 'NOT_FOUND', requestId: headers.get('x-request-id') },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

test('a resolver’s own error code passes when the config declares it, and is masked when not', async () => {
  const throwing = {
    Query: {
      airport: () => {
        throw errors.custom('NO_SEATS', 'All seats are taken.', { seats: 0 });
      },
    },
  };
  const declared = {
    codes: [{ code: 'NO_SEATS', httpStatus: 409, retryable: true, description: 'No seats.' }],
    rename: { NOT_FOUND: 'MISSING' },
  };
  await using gateway = await atlasGateway([], { config: atlasConfig({ resolvers: throwing, errors: declared }) });
  const { body } = await gateway.post({ query: '{ airport(code: "x") { code } gateway { errors { code } } }' });
  expect(body.errors?.[0]).toMatchObject({
    message: 'All seats are taken.',
    extensions: { code: 'NO_SEATS', retryable: true, seats: 0 },
  });
  const { errors: codes } = body.data?.['gateway'] as { errors: { code: string }[] };
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining(['NO_SEATS', 'MISSING']));

  await using strict = await atlasGateway([], { config: atlasConfig({ resolvers: throwing }) });
  const masked = await strict.post({ query: '{ airport(code: "x") { code } }' });
  expect(masked.body.errors?.[0]?.extensions).toEqual({
    code: 'INTERNAL_SERVER_ERROR',
    retryable: false,
    requestId: masked.headers.get('x-request-id'),
  });
  expect(strict.signals).toMatchObject([
    { level: 'error', name: 'error.masked', message: expect.stringContaining('All seats are taken.') },
  ]);
});

test('a GatewayError says what it is', () => {
  const error = errors.conflict({ type: 'Trip', id: 4 }, 'The trip is cancelled.');
  expect(error).toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({
    code: 'CONFLICT',
    message: 'The trip is cancelled.',
    extensions: { resourceType: 'Trip', resourceId: '4' },
  });
});
