import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { errors, GatewayError, type Plugin } from '../src/index.ts';
import { serveSdl } from './support/projects/serve-sdl.ts';
import { Status } from './support/peers/service.ts';
import { atlasConfig, atlasGateway } from './support/projects/atlas.ts';

const VERSION = '{ gateway { version } }';

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

test('an error of a library passes only by what clients are promised', async () => {
  const throwing = (code: string) => () => {
    throw new GraphQLError('db at /srv/db failed', { extensions: { code, sql: 'select', retryAfterSeconds: 3 } });
  };
  const resolvers = { Query: { airport: throwing('INTERNAL_SERVER_ERROR'), trip: throwing('CONFLICT') } };
  await using gateway = await atlasGateway([], { config: atlasConfig({ resolvers }) });
  const { body } = await gateway.post({ query: '{ airport(code: "x") { code } trip(id: 1) { id } }' });
  expect(body.errors?.[0]?.message).not.toContain('/srv/db');
  expect(body.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  expect(body.errors?.[1]?.extensions).toEqual({
    code: 'CONFLICT',
    retryable: false,
    retryAfterSeconds: 3,
    requestId: expect.any(String),
  });
  expect(gateway.signals).toMatchObject([{ name: 'error.masked' }]);
});

test('a refusal that says when to come back says so in the header too', async () => {
  const busy: Plugin = {
    name: 'busy',
    run() {
      throw errors.custom('RATE_LIMITED', 'Too many.', { retryAfterSeconds: 30 });
    },
  };
  await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [busy] } }) });
  const { status, headers } = await gateway.post({ query: VERSION });
  expect([status, headers.get('retry-after')]).toEqual([429, '30']);
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

test.each([
  [undefined, ['CSRF_REJECTED', 'UPSTREAM_UNAVAILABLE', 'NOT_FOUND']],
  ['connectors', ['CSRF_REJECTED', 'HTTP_CLIENT_ERROR', 'CONNECTOR_FETCH']],
  ['apollo', ['BAD_REQUEST', 'INTERNAL_SERVER_ERROR', 'NOT_FOUND']],
] as const)('codes leave under the names of the preset %s', async (rename, names) => {
  const sdl = `extend schema
    @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
    @source(name: "away", http: { baseURL: "http://127.0.0.1:9" })
  type Query {
    away: Int @connect(source: "away", http: { GET: "/" }, selection: "$")
    missing: Int @connect(source: "api", http: { GET: "/missing" }, selection: "$")
  }`;
  const changes = {
    sources: { away: { url: 'http://127.0.0.1:9', retries: 0 } },
    ...(rename && { errors: { rename } }),
  };
  await using served = await serveSdl(sdl, () => new Status(404), changes);
  const refused = await served.gateway.get({ query: '{ away }' }, { headers: { 'apollo-require-preflight': '' } });
  const { body } = await served.gateway.post({ query: '{ away missing }' });
  expect([...(refused.body.errors ?? []), ...(body.errors ?? [])].map(({ extensions }) => extensions.code)).toEqual(
    names,
  );
});
