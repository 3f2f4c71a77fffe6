import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../src/testing.ts';
import { atlasConfig, atlasGateway } from './support/projects/atlas.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a bad request gets its status and code, and the next one is answered', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await atlasGateway([], {
      config: atlasConfig({ operations: { folder: '../persisted-queries', mode: 'open' } }),
    });
  });
  afterAll(() => gateway.stop());

  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
    method: 'POST',
    headers,
    body,
  });
  const request = (params: object): RequestInit => post(JSON.stringify(params));
  const airport = 'query A($code: String!) { airport(code: $code) { code } }';

  test.each<[string, string, RequestInit, number, string]>([
    ['broken JSON', '/graphql', post('{"query": "{ gateway'), 400, 'BAD_REQUEST'],
    ['an empty body', '/graphql', post(''), 400, 'BAD_REQUEST'],
    ['a body that is not UTF-8', '/graphql', post(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), 400, 'BAD_REQUEST'],
    ['a body that is null', '/graphql', post('null'), 422, 'BAD_REQUEST'],
    ['a body that is a string', '/graphql', post('"x"'), 422, 'BAD_REQUEST'],
    ['a body that is a number', '/graphql', post('1'), 422, 'BAD_REQUEST'],
    ['a batch', '/graphql', post('[{"query":"{__typename}"}]'), 400, 'BATCHING_DISABLED'],
    ['no operation at all', '/graphql', request({ variables: {} }), 422, 'BAD_REQUEST'],
    ['query that is a number', '/graphql', request({ query: 1 }), 422, 'BAD_REQUEST'],
    ['query that is a document', '/graphql', request({ query: { kind: 'Document' } }), 422, 'BAD_REQUEST'],
    ['variables as a string', '/graphql', request({ query: '{__typename}', variables: '{}' }), 422, 'BAD_REQUEST'],
    ['variables as a list', '/graphql', request({ query: '{__typename}', variables: [] }), 422, 'BAD_REQUEST'],
    ['extensions as a string', '/graphql', request({ query: '{__typename}', extensions: '' }), 422, 'BAD_REQUEST'],
    [
      'operationName as an object',
      '/graphql',
      request({ query: '{__typename}', operationName: {} }),
      422,
      'BAD_REQUEST',
    ],
    ['a document that does not parse', '/graphql', request({ query: '{ gateway {' }), 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'a document without an operation',
      '/graphql',
      request({ query: 'fragment F on Airport { code }' }),
      422,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a field that does not exist',
      '/graphql',
      request({ query: '{ gateway { versoin } }' }),
      422,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two operations and no name',
      '/graphql',
      request({ query: 'query A{__typename} query B{__typename}' }),
      422,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a name that the document does not have',
      '/graphql',
      request({ query: 'query A{__typename}', operationName: 'B' }),
      422,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a missing variable', '/graphql', request({ query: airport }), 422, 'BAD_USER_INPUT'],
    [
      'a variable of the wrong type',
      '/graphql',
      request({ query: airport, variables: { code: 7 } }),
      422,
      'BAD_USER_INPUT',
    ],
    [
      'a variable that is null',
      '/graphql',
      request({ query: airport, variables: { code: null } }),
      422,
      'BAD_USER_INPUT',
    ],
    [
      'an unknown variable',
      '/graphql',
      request({ query: airport, variables: { code: 'AMS', cod: 'x' } }),
      422,
      'BAD_USER_INPUT',
    ],
    [
      'text as the media type',
      '/graphql',
      post('{"query":"{__typename}"}', { 'content-type': 'text/plain' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a form as the media type',
      '/graphql',
      post('query=x', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['no media type', '/graphql', post(new Uint8Array([0x7b, 0x7d]), {}), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['an Accept that cannot be met', '/graphql', { headers: { accept: 'image/png' } }, 406, 'NOT_ACCEPTABLE'],
    ['a body above 1 MiB', '/graphql', request({ query: '#'.repeat(1_100_000) }), 413, 'PAYLOAD_TOO_LARGE'],
    ['broken variables by GET', '/graphql?query={__typename}&variables={', {}, 400, 'BAD_REQUEST'],
    ['two queries by GET', '/graphql?query={__typename}&query={gateway{version}}', {}, 400, 'BAD_REQUEST'],
    ['a GET without a query', '/graphql', {}, 422, 'BAD_REQUEST'],
    [
      'a mutation by GET',
      `/graphql?query=${encodeURIComponent('mutation { cancelTrip(id: 1) { id } }')}`,
      {},
      405,
      'METHOD_NOT_ALLOWED',
    ],
  ])('%s', async (_, path, init, status, code) => {
    const response = await gateway.fetch(path, init);
    const body = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect([response.status, body.errors[0]?.extensions.code]).toEqual([status, code]);
    expect(body).not.toHaveProperty('data');
    expect(JSON.stringify(body)).not.toMatch(/node_modules|at .*\.ts/);
    expect((await gateway.post({ query: '{ gateway { version } }' })).status).toBe(200);
  });

  test('an unknown variable is named, with the one that was meant', async () => {
    const { body } = await gateway.post({ query: airport, variables: { code: 'AMS', cod: 'x' } });
    expect(body.errors?.[0]?.message).toBe(
      'The operation has no variable "$cod". Did you mean "code"? It takes: $code.',
    );
  });

  test.each<[string, RequestInit]>([
    ['PUT', {}],
    ['PUT', post('text', { 'content-type': 'text/plain' })],
    ['PATCH', post('{}')],
    ['DELETE', post(new Uint8Array([1]), {})],
    ['PROPFIND', {}],
  ])('%s is not allowed on /graphql, whatever it brings', async (method, init) => {
    const response = await gateway.fetch('/graphql', { ...init, method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
  });

  test('OPTIONS tells the methods', async () => {
    const response = await gateway.fetch('/graphql', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  });

  test('HEAD is GET without the body (RFC 9110 §9.3.2)', async () => {
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) =>
        gateway.fetch('/graphql?query={__typename}', { method, headers: { 'apollo-require-preflight': '1' } }),
      ),
    );
    expect([head?.status, head?.headers.get('content-length')]).toEqual([200, get?.headers.get('content-length')]);
    expect([await head?.text(), await get?.text()]).toEqual(['', '{"data":{"__typename":"Query"}}']);
    const mutation = encodeURIComponent('mutation { cancelTrip(id: 1) { id } }');
    expect((await gateway.fetch(`/graphql?query=${mutation}`, { method: 'HEAD' })).status).toBe(405);
  });

  test('a probe takes no other method', async () => {
    const response = await gateway.fetch('/healthz', { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await response.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect((await gateway.fetch('/healthz', { method: 'HEAD' })).status).toBe(200);
  });

  test.each(['/graphql/%zz', `/graphql/${'a'.repeat(700)}`, '/graphql/a%2Fb', '/graphql/md5:abc'])(
    'the malformed id in %s is refused on the path',
    async (path) => {
      const response = await gateway.fetch(path);
      const body = (await response.json()) as {
        errors: { message: string; extensions: { code: string; requestId: string } }[];
      };
      expect([response.status, body.errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
      expect(body.errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'));
      expect(body.errors[0]?.message.length).toBeLessThan(200);
    },
  );

  test('a message that quotes the document is short', async () => {
    const { body } = await gateway.post({ query: `{ ${'x'.repeat(100_000)} "` });
    expect(body.errors?.[0]?.message.length).toBeLessThan(400);
  });

  test('a document nested without end is refused without a word of the stack', async () => {
    const { status, body } = await gateway.post({ query: '{a'.repeat(20_000) });
    expect([status, body.errors?.[0]?.message]).toEqual([400, 'The document is nested too deeply to be read.']);
  });

  test('another path is a problem in RFC 9457 form', async () => {
    const response = await gateway.fetch('/nothing');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({ status: 404, title: 'Not Found', code: 'NOT_FOUND' });
  });

  test('__proto__ is no variable, and an alias like any other', async () => {
    const asVariable = JSON.parse('{"code":"AMS","__proto__":{"x":1}}') as object;
    const refused = await gateway.post({ query: airport, variables: asVariable });
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    const aliased = await gateway.post({
      query: '{ __proto__: gateway { version } constructor: gateway { version } }',
    });
    expect([aliased.status, Object.keys(aliased.body.data ?? {})]).toEqual([200, ['__proto__', 'constructor']]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
