import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createGateway, type Plugin } from '../src/index.ts';
import { atlasConfig, atlasGateway, DEMO, startService } from './support/projects/atlas.ts';

const GRAPHQL = 'application/graphql-response+json; charset=utf-8';
const PLAIN_JSON = 'application/json; charset=utf-8';

describe('negotiation (GraphQL over HTTP §1.4)', () => {
  test.each([
    ['*/*', 200, PLAIN_JSON],
    ['application/*', 200, PLAIN_JSON],
    ['application/json', 200, PLAIN_JSON],
    ['application/graphql-response+json', 200, GRAPHQL],
    ['application/graphql-response+json, application/json;q=0.9', 200, GRAPHQL],
    ['application/json, application/graphql-response+json', 200, PLAIN_JSON],
    ['application/graphql-response+json;q=0.1, application/json', 200, PLAIN_JSON],
    ['application/json;q=0, */*', 200, GRAPHQL],
    ['text/html', 406, PLAIN_JSON],
    ['application/json;q=0', 406, PLAIN_JSON],
    ['application/json; charset=latin1', 406, PLAIN_JSON],
    ['image/png, application/json;q=0.1', 200, PLAIN_JSON],
  ])('Accept %j is answered %i as %s', async (accept, status, type) => {
    await using gateway = await atlasGateway([]);
    const response = await gateway.fetch('/graphql?query={__typename}', {
      headers: { accept, 'apollo-require-preflight': 'true' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  });

  test('an error keeps the media type of the standard for a client that knows only application/json', async () => {
    await using gateway = await atlasGateway([]);
    const { status, headers } = await gateway.post(
      { query: '{ nothing }' },
      { headers: { accept: 'application/json' } },
    );
    expect([status, headers.get('content-type')]).toEqual([422, GRAPHQL]);
  });
});

describe('headers', () => {
  test('a well-formed request id comes back, another is replaced', async () => {
    await using gateway = await atlasGateway([]);
    const idOf = async (sent: string) =>
      (await gateway.post({ query: '{__typename}' }, { headers: { 'x-request-id': sent } })).headers.get(
        'x-request-id',
      );
    expect(await idOf('abc-1.2_3~4')).toBe('abc-1.2_3~4');
    expect(await idOf('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the generation is that of the graph', async () => {
    await using gateway = await atlasGateway([]);
    const { headers, body } = await gateway.post({ query: '{ gateway { generation } }' });
    expect(headers.get('x-tollgate-generation')).toMatch(/^1-[0-9a-f]{8}$/);
    expect(body.data).toEqual({ gateway: { generation: headers.get('x-tollgate-generation') } });
  });

  test.each([
    ['apollographql-client-name', 'apollographql-client-version'],
    ['x-graphql-client-name', 'x-graphql-client-version'],
    ['graphql-client-name', 'graphql-client-version'],
  ])('the client is read from %s', async (name, version) => {
    const seen: unknown[] = [];
    const spy: Plugin = { name: 'spy', observe: { settled: (_, { client }) => void seen.push(client) } };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [spy] } }) });
    await gateway.post({ query: '{__typename}' }, { headers: { [name]: 'web', [version]: '1.2' } });
    expect(seen).toEqual([{ name: 'web', version: '1.2' }]);
  });
});

describe('introspection', () => {
  const production = {
    dev: false,
    config: atlasConfig({
      operations: { folder: '../persisted-queries', mode: 'open' },
      http: { host: '127.0.0.1', drain: { notice: '0ms' } },
    }),
  };

  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Airport") { name } }',
    '{ a: __schema { __typename } }',
    '{ ...F } fragment F on Query { __schema { __typename } }',
  ])('%s is refused in production', async (query) => {
    await using gateway = await atlasGateway([], production);
    const { status, body } = await gateway.post({ query });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([422, 'INTROSPECTION_DISABLED']);
    expect((await gateway.post({ query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
  });

  test('is answered in dev', async () => {
    await using gateway = await atlasGateway([]);
    expect((await gateway.post({ query: '{ __type(name: "Airport") { name } }' })).body).toEqual({
      data: { __type: { name: 'Airport' } },
    });
  });
});

/** Sends raw bytes and reads until the server closes. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('what the parser refuses is answered in the catalogue’s words', () => {
  test.each([
    [
      'two different lengths',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    ['no HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    [
      'headers of 20 KB',
      `GET /graphql HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('%s', async (_, bytes, status, code) => {
    await using gateway = await atlasGateway([]);
    const answer = await raw(gateway.url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ errors: [{ extensions: { code } }] });
    expect((await gateway.post({ query: '{__typename}' })).status).toBe(200);
  });

  test('a body that does not arrive in time', async () => {
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { timeouts: { request: '100ms' } } }) });
    const answer = await raw(
      gateway.url,
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('REQUEST_TIMEOUT');
  });
});

describe('drain', () => {
  test('readiness fails first, a request under way ends, then nothing listens', async () => {
    await using airports = await startService('airports');
    const { promise: running, resolve: runs } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const hold: Plugin = {
      name: 'hold',
      async run({ request }) {
        if (request.header('x-hold') === undefined) return;
        runs();
        await gate;
      },
    };
    const config = atlasConfig({
      http: { host: '127.0.0.1', drain: { notice: '150ms', grace: '5s' } },
      operations: { folder: '../persisted-queries', mode: 'open' },
      plugins: { received: [hold] },
    });
    const gateway = await atlasGateway([airports], { config, dev: false });
    const held = gateway.post({ query: '{ airport(code: "AMS") { code } }' }, { headers: { 'x-hold': '1' } });
    await running;
    const stopped = gateway.stop();
    expect((await gateway.fetch('/readyz')).status).toBe(503);
    expect((await gateway.fetch('/healthz')).status).toBe(200);
    const during = await gateway.post({ query: '{__typename}' });
    expect([during.status, during.headers.get('connection')]).toEqual([200, 'close']);
    open();
    const { status, body } = await held;
    expect([status, body]).toEqual([200, { data: { airport: { code: 'AMS' } } }]);
    expect(await stopped).toEqual({ unfinished: 0 });
    await expect(gateway.fetch('/healthz')).rejects.toThrow();
  });

  test('a connection that never sent a request is not waited for, nor counted', async () => {
    const gateway = await atlasGateway([], { config: atlasConfig({ http: { drain: { grace: '10s' } } }) });
    const { hostname, port } = new URL(gateway.url);
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    // Answered on another connection: the listener knows of the silent one by then.
    await gateway.post({ query: '{__typename}' });
    const ended = once(silent, 'close');
    expect(await gateway.stop()).toEqual({ unfinished: 0 });
    await ended;
  });

  test('what outlasts the grace time is cut off and counted', async () => {
    const { promise: running, resolve: runs } = Promise.withResolvers<void>();
    const hang: Plugin = {
      name: 'hang',
      run() {
        runs();
        return new Promise<void>(() => {});
      },
    };
    const gateway = await atlasGateway([], {
      config: atlasConfig({ http: { drain: { grace: '50ms' } }, plugins: { received: [hang] } }),
    });
    const request = gateway.post({ query: '{__typename}' }).catch(() => 'cut');
    await running;
    expect(await gateway.stop()).toEqual({ unfinished: 1 });
    expect(await request).toBe('cut');
  });
});

describe('without HTTP', () => {
  test('execute answers by id and by document, as HTTP would', async () => {
    await using airports = await startService('airports');
    const config = atlasConfig({ sources: { ...atlasConfig({}).sources, airports: { url: airports.url } } });
    const gateway = createGateway(config, { dev: true, root: DEMO });
    const byText = await gateway.execute({
      document: 'query A($code: String!) { airport(code: $code) { code } }',
      variables: { code: 'AMS' },
      client: { name: 'job', version: '1' },
    });
    expect(byText).toEqual({ data: { airport: { code: 'AMS' } }, status: 200, requestId: expect.any(String) });
    const byId = await gateway.execute({
      id: 'sha256:ddf838a2a093e280ca1dd5decdb63cbc764a3673a4315f51a0cc302d991e9294',
    });
    expect(byId.data).toMatchObject({ gateway: { health: { status: 'PASS' } } });
    const refused = await gateway.execute({ document: '{ nothing }' });
    expect(refused).toMatchObject({ status: 422, errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    await gateway.stop();
  });

  test('execute does nothing for a signal that has been aborted', async () => {
    let ran = false;
    const resolvers = { Query: { airport: () => void (ran = true) } };
    const gateway = createGateway(atlasConfig({ resolvers }), { dev: true, root: DEMO });
    const answer = await gateway.execute({ document: '{ airport(code: "x") { code } }', signal: AbortSignal.abort() });
    expect([answer.status, ran]).toEqual([504, false]);
    await gateway.stop();
  });

  test('execute ends with its signal', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const wait: Plugin = {
      name: 'wait',
      run: ({ signal }) =>
        new Promise<void>(
          (resolve) => (
            controller.abort(),
            signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())
          ),
        ),
      observe: { settled: ({ outcome }) => void seen.push(outcome) },
    };
    const gateway = createGateway(atlasConfig({ plugins: { received: [wait] } }), { dev: true, root: DEMO });
    await gateway.execute({ document: '{__typename}', signal: controller.signal });
    expect(seen).toEqual(['aborted']);
    await gateway.stop();
  });
});

test('a keep-alive connection serves many requests', async () => {
  await using gateway = await atlasGateway([]);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const request = 'GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: x\r\napollo-require-preflight: true\r\n\r\n';
  socket.write(request.repeat(3));
  let text = '';
  while (text.split('"__typename":"Query"').length < 4) text += String((await once(socket, 'data'))[0]);
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  socket.destroy();
});
