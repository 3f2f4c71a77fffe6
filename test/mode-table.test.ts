import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mode } from '../src/operations/config.ts';
import type { TestAnswer, TestGateway } from '../src/testing.ts';
import { atlasConfig, atlasGateway } from './support/projects/atlas.ts';

/** The table of docs/operations.md: every row in every mode, by POST and by GET. */

const MODES = ['open', 'measure', 'safelist', 'ids-only'] as const satisfies readonly Mode[];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const manifest = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
  operations: { id: string; name: string; body: string }[];
};
const operation = (name: string) => {
  const found = manifest.operations.find((one) => one.name === name);
  if (!found) throw new Error(`No operation ${name}`);
  return found;
};
const health = operation('GatewayHealth');
const cancel = operation('CancelTrip');

const FREE = '{ gateway { version } }';
const UNKNOWN = sha256('nobody registered this');
const apq = (hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash: hash } },
});

/** What an answer shows: `runs`, or status, code and, where it is there, `data`. */
type Expected = 'runs' | readonly [status: number, code: string];
const NOT_FOUND_200: Expected = [200, 'PERSISTED_QUERY_NOT_FOUND'];
const NOT_FOUND: Expected = [404, 'PERSISTED_QUERY_NOT_FOUND'];
const NOT_IN_LIST: Expected = [404, 'PERSISTED_QUERY_NOT_IN_LIST'];
const ID_REQUIRED: Expected = [400, 'PERSISTED_QUERY_ID_REQUIRED'];
const NOT_SAFE: Expected = [403, 'QUERY_NOT_IN_SAFELIST'];
const BAD: Expected = [400, 'BAD_REQUEST'];
const MISMATCH: Expected = [400, 'PERSISTED_QUERY_HASH_MISMATCH'];
const ID_AND_BODY: Expected = [400, 'CANNOT_SEND_PQ_ID_AND_BODY'];
const RESOLUTION: Expected = [422, 'OPERATION_RESOLUTION_FAILURE'];

interface Row {
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly path?: string;
  readonly open: Expected;
  readonly safelist?: Expected;
  readonly idsOnly?: Expected;
}

const rows: readonly Row[] = [
  { title: 'known id, documentId with prefix', params: { documentId: `sha256:${health.id}` }, open: 'runs' },
  { title: 'known id, documentId bare', params: { documentId: health.id }, open: 'runs' },
  { title: 'known id, APQ extension', params: apq(health.id), open: 'runs' },
  { title: 'known id, APQ extension with prefix', params: apq(`sha256:${health.id}`), open: 'runs' },
  { title: 'known id, queryHash', params: { queryHash: health.id }, open: 'runs' },
  { title: 'known id, doc_id', params: { doc_id: health.id }, open: 'runs' },
  { title: 'known id in the path', params: {}, path: `/graphql/sha256:${health.id}`, open: 'runs' },
  { title: 'known id twice, in two forms', params: { documentId: health.id, ...apq(health.id) }, open: 'runs' },
  {
    title: 'known id with its own operationName',
    params: { documentId: health.id, operationName: 'GatewayHealth' },
    open: 'runs',
  },
  { title: 'known id with an empty text', params: { documentId: health.id, query: '' }, open: 'runs' },
  { title: 'unknown id, APQ extension, no text', params: apq(UNKNOWN), open: NOT_FOUND_200, safelist: NOT_IN_LIST },
  { title: 'unknown documentId', params: { documentId: `sha256:${UNKNOWN}` }, open: NOT_FOUND, safelist: NOT_IN_LIST },
  {
    title: 'unknown custom documentId',
    params: { documentId: 'web~1.4.2~7a51' },
    open: NOT_FOUND,
    safelist: NOT_IN_LIST,
  },
  { title: 'documentId __proto__', params: { documentId: '__proto__' }, open: NOT_FOUND, safelist: NOT_IN_LIST },
  { title: 'unknown queryHash', params: { queryHash: UNKNOWN }, open: NOT_FOUND, safelist: NOT_IN_LIST },
  { title: 'unknown doc_id', params: { doc_id: UNKNOWN }, open: NOT_FOUND, safelist: NOT_IN_LIST },
  { title: 'unknown id in the path', params: {}, path: `/graphql/${UNKNOWN}`, open: NOT_FOUND, safelist: NOT_IN_LIST },
  {
    title: 'APQ extension with text',
    params: { query: FREE, ...apq(sha256(FREE)) },
    open: 'runs',
    safelist: NOT_SAFE,
    idsOnly: ID_REQUIRED,
  },
  {
    title: 'queryHash with text',
    params: { query: FREE, queryHash: sha256(FREE) },
    open: 'runs',
    safelist: NOT_SAFE,
    idsOnly: ID_REQUIRED,
  },
  {
    title: 'APQ extension with registered text',
    params: { query: health.body, ...apq(health.id) },
    open: 'runs',
    idsOnly: ID_REQUIRED,
  },
  { title: 'documentId with text', params: { documentId: health.id, query: health.body }, open: ID_AND_BODY },
  { title: 'doc_id with text', params: { doc_id: health.id, query: health.body }, open: ID_AND_BODY },
  {
    title: 'id in the path with text',
    params: { query: health.body },
    path: `/graphql/${health.id}`,
    open: ID_AND_BODY,
  },
  { title: 'plain text', params: { query: FREE }, open: 'runs', safelist: NOT_SAFE, idsOnly: ID_REQUIRED },
  {
    title: 'registered text with other white space and comments',
    params: { query: `# hello\n${health.body.replaceAll('\n', ' , \n')}` },
    open: 'runs',
    idsOnly: ID_REQUIRED,
  },
  {
    title: 'registered text with an added alias',
    params: { query: health.body.replace('version', 'version v: version') },
    open: 'runs',
    safelist: NOT_SAFE,
    idsOnly: ID_REQUIRED,
  },
  { title: 'text of another hash', params: { query: FREE, ...apq(UNKNOWN) }, open: MISMATCH },
  { title: 'text of another hash, queryHash', params: { query: FREE, queryHash: health.id }, open: MISMATCH },
  { title: 'malformed documentId', params: { documentId: '../x' }, open: BAD },
  { title: 'documentId with a reserved prefix', params: { documentId: `md5:${UNKNOWN}` }, open: BAD },
  { title: 'documentId with a short hash', params: { documentId: 'sha256:abc' }, open: BAD },
  { title: 'documentId of 10,000 characters', params: { documentId: 'a'.repeat(10_000) }, open: BAD },
  { title: 'upper-case hash', params: apq(health.id.toUpperCase()), open: BAD },
  { title: 'hash that is an object', params: apq({ a: 1 }), open: BAD },
  { title: 'hash that is an array', params: apq([health.id]), open: BAD },
  { title: 'hash that is missing', params: apq(undefined), open: BAD },
  { title: 'hash ../x', params: apq('../x'), open: BAD },
  { title: 'hash __proto__', params: apq('__proto__'), open: BAD },
  { title: 'queryHash that is no hash', params: { queryHash: 'abc' }, open: BAD },
  { title: 'APQ version 2', params: apq(health.id, 2), open: BAD },
  { title: 'APQ version "1"', params: apq(health.id, '1'), open: BAD },
  { title: 'APQ extension that is a list', params: { extensions: { persistedQuery: [1] } }, open: BAD },
  { title: 'two different ids', params: { documentId: health.id, ...apq(UNKNOWN) }, open: BAD },
  {
    title: 'two different ids, one in the path',
    params: { doc_id: health.id },
    path: `/graphql/${UNKNOWN}`,
    open: BAD,
  },
  {
    title: 'known id, operationName not its own',
    params: { documentId: health.id, operationName: 'Other' },
    open: RESOLUTION,
  },
];

const expectedIn = (row: Row, mode: Mode): Expected => {
  const safelist = row.safelist ?? row.open;
  if (mode === 'safelist') return safelist;
  return mode === 'ids-only' ? (row.idsOnly ?? safelist) : row.open;
};

function check({ status, headers, body }: TestAnswer, expected: Expected): void {
  if (expected === 'runs') {
    expect(body).toMatchObject({ data: { gateway: { version: expect.any(String) } } });
    expect(body.errors).toBeUndefined();
    expect(status).toBe(200);
    return;
  }
  const [wanted, code] = expected;
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([wanted, code]);
  expect(body.errors?.[0]?.extensions['requestId']).toBe(headers.get('x-request-id'));
  // An answer without `data` must not be a success. Source: GraphQL over HTTP §1.5.
  if (wanted === 200) expect(body.data).toBeNull();
  else expect(body).not.toHaveProperty('data');
}

describe.each(MODES)('mode %s', (mode) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await atlasGateway([], { config: atlasConfig({ operations: { folder: '../persisted-queries', mode } }) });
  });
  afterAll(() => gateway.stop());

  const post = async (row: Row): Promise<TestAnswer> => {
    const response = await gateway.fetch(row.path ?? '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(row.params),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as TestAnswer['body'] };
  };
  const get = async (row: Row): Promise<TestAnswer> => {
    const search = new URLSearchParams(
      Object.entries(row.params).map(
        ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string],
      ),
    );
    const headers = { 'apollo-require-preflight': 'true' };
    const response = await gateway.fetch(`${row.path ?? '/graphql'}?${search}`, { headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as TestAnswer['body'] };
  };
  const next = async (): Promise<void> =>
    check(await post({ title: 'next', params: { documentId: health.id }, open: 'runs' }), 'runs');

  test.each(rows.map((row) => [row.title, row] as const))('POST, %s', async (_, row) => {
    check(await post(row), expectedIn(row, mode));
    await next();
  });

  test.each(rows.map((row) => [row.title, row] as const))('GET, %s', async (_, row) => {
    check(await get(row), expectedIn(row, mode));
    await next();
  });

  test.each([
    ['by documentId', { documentId: cancel.id, variables: { id: 'T0001' } }],
    ['by APQ extension', { ...apq(cancel.id), variables: { id: 'T0001' } }],
    ['by doc_id', { doc_id: cancel.id, variables: { id: 'T0001' } }],
  ])('a mutation by GET %s is refused', async (_, params) => {
    const { status, headers, body } = await get({ title: '', params, open: 'runs' });
    expect([status, headers.get('allow'), body.errors?.[0]?.extensions.code]).toEqual([
      405,
      'POST',
      'METHOD_NOT_ALLOWED',
    ]);
    await next();
  });

  test.each([
    ['unregistered', { query: 'mutation { cancelTrip(id: "T0001") { id } }' }],
    ['registered', { query: cancel.body, variables: { id: 'T0001' } }],
    ['registered, with its hash', { query: cancel.body, ...apq(cancel.id), variables: { id: 'T0001' } }],
  ])('a mutation by GET as text is refused: %s', async (_, params) => {
    const { status, headers, body } = await gateway.get(params);
    expect([status, headers.get('allow'), body.errors?.[0]?.extensions.code]).toEqual([
      405,
      'POST',
      'METHOD_NOT_ALLOWED',
    ]);
    await next();
  });
});

test('an automatic persisted query runs by hash after it was sent once', async () => {
  await using gateway = await atlasGateway([]);
  const query = 'query Mine { gateway { generation } }';
  const before = await gateway.post(apq(sha256(query)));
  expect(before.body).toMatchObject({ data: null, errors: [{ message: 'PersistedQueryNotFound' }] });
  expect(before.headers.get('cache-control')).toBe('private, no-cache, must-revalidate');
  const registering = await gateway.post({ query, ...apq(sha256(query)) });
  expect(registering.body).toHaveProperty('data.gateway.generation');
  const after = await gateway.get(apq(sha256(query)));
  expect(after.body).toEqual(registering.body);
});

test('an invalid automatic persisted query is not kept', async () => {
  await using gateway = await atlasGateway([]);
  const query = '{ nothing }';
  expect((await gateway.post({ query, ...apq(sha256(query)) })).status).toBe(422);
  expect((await gateway.post(apq(sha256(query)))).body.errors?.[0]?.message).toBe('PersistedQueryNotFound');
});

test('mode measure reports what safelist would refuse', async () => {
  await using gateway = await atlasGateway([], {
    config: atlasConfig({ operations: { folder: '../persisted-queries', mode: 'measure' } }),
  });
  await gateway.post({ query: FREE }, { headers: { 'apollographql-client-name': 'web' } });
  await gateway.post({ query: health.body });
  await gateway.post(apq(sha256(FREE)), { headers: { 'apollographql-client-name': 'app' } });
  expect(gateway.signals.map(({ name, attributes }) => [name, attributes?.['client']])).toEqual([
    ['operation.unlisted', 'web'],
    ['operation.unlisted', 'app'],
  ]);
});

test('the modes without a word in the config are open in dev and safelist in production', async () => {
  await using gateway = await atlasGateway([], {
    dev: false,
    config: atlasConfig({ http: { host: '127.0.0.1', drain: { notice: '0ms' } } }),
  });
  check(await gateway.post({ query: FREE }), NOT_SAFE);
  check(await gateway.post({ documentId: health.id }), 'runs');
});
