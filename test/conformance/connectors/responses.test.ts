import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.ts';
import { one } from '../../connectors/connectors.ts';
import { EchoService, onQuery, type Answer } from './echo.ts';

let service: EchoService;
beforeAll(async () => void (service = await EchoService.start()));
afterAll(() => service.close());

async function answered(answer: Answer, schema: Partial<Parameters<typeof onQuery>[0]> = {}): Promise<unknown> {
  service.answer = answer;
  return service.call(onQuery({ http: 'GET: "/a"', ...schema }));
}

async function failed(answer: Answer, schema: Partial<Parameters<typeof onQuery>[0]> = {}) {
  const error = await answered(answer, schema).catch((thrown: unknown) => thrown);
  if (!(error instanceof GatewayError)) throw new Error(`It succeeded: ${JSON.stringify(error)}`);
  return { message: error.message, standsFor: error.standsFor, ...error.extensions };
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Source: specs §6.3, mapping-language §6; what is no JSON and read as if it were fails instead: hardening §3, F11. */
const BODIES: readonly (readonly [what: string, answer: Answer, value: unknown])[] = [
  ['JSON', { type: JSON_TYPE, body: '{"a":1}' }, { a: 1 }],
  ['JSON of another name', { type: 'application/hal+json', body: '[1]' }, [1]],
  ['JSON of another family', { type: 'text/json', body: '1' }, 1],
  ['no content type is JSON', { body: '{"a":1}' }, { a: 1 }],
  ['text', { type: 'text/plain', body: '{"a":1}' }, '{"a":1}'],
  ['empty', { type: JSON_TYPE, body: '' }, null],
  ['204', { status: 204 }, null],
  ['another success', { status: 202, type: JSON_TYPE, body: '2' }, 2],
];

test.each(BODIES)('body: %s', async (_, answer, value) => {
  expect(await answered(answer)).toEqual(value);
});

test.each([
  ['broken', '{"a":'],
  ['nested too deeply', `${'['.repeat(300)}${']'.repeat(300)}`],
  ['nested beyond any stack', `${'{"a":['.repeat(200_000)}1${']}'.repeat(200_000)}`],
])('JSON that is %s is a bad response', async (_, body) => {
  expect(await failed({ type: JSON_TYPE, body })).toMatchObject({
    message: 'The source "api" answered with something that is not the JSON it promised.',
    code: 'UPSTREAM_BAD_RESPONSE',
  });
});

test.each<[string, Answer, Parameters<typeof answered>[1]]>([
  ['HTML', { type: 'text/html', body: '<p>' }, {}],
  ['bytes', { type: 'application/octet-stream', body: '1' }, {}],
  ['HTML for fields', { type: 'text/html', body: '<p>' }, { connect: 'selection: "$ { a }"' }],
  ['a text for fields', { type: 'text/plain', body: '{"a":1}' }, { connect: 'selection: "$.a"' }],
  ['HTML for isSuccess', { type: 'text/html', body: '<p>' }, { connect: 'selection: "$(1)" isSuccess: "$.ok"' }],
])('%s in place of JSON is a bad response', async (_, answer, schema) => {
  expect(await failed(answer, schema)).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', source: 'api' });
});

test.each(['text/html', 'application/octet-stream', 'text/plain'])(
  'whoever reads nothing of a body takes %s for an answer',
  async (type) => {
    const schema = { connect: 'selection: "$status"', source: 'errors: { message: "$.title" }' };
    expect(await answered({ type, body: '<p>' }, schema)).toBe(200);
  },
);

test('a page with a failure leaves the status to tell', async () => {
  expect(await failed({ status: 404, type: 'text/html', body: '<p>' })).toMatchObject({ code: 'NOT_FOUND' });
});

test('two hundred levels are well', async () => {
  expect(await answered({ body: `${'['.repeat(200)}${']'.repeat(200)}` })).toBeInstanceOf(Array);
});

test('broken JSON of a failure leaves the status to tell', async () => {
  expect(await failed({ status: 404, type: JSON_TYPE, body: '<p>' })).toMatchObject({ code: 'NOT_FOUND' });
});

test.each([
  [400, 'BAD_USER_INPUT', undefined],
  [403, 'UPSTREAM_ERROR', false],
  [404, 'NOT_FOUND', undefined],
  [409, 'CONFLICT', undefined],
  [302, 'UPSTREAM_REDIRECT', undefined],
  [500, 'UPSTREAM_ERROR', true],
])('the status %d gives %s', async (status, code, retryable) => {
  const error = await failed({ status, headers: { location: 'http://127.0.0.1:1/' } });
  expect(error).toMatchObject({ code, standsFor: code, source: 'api', coordinate: 'Query.f', http: { status } });
  expect(error).toHaveProperty('message', expect.stringMatching(/the source "api"/i));
  expect('retryable' in error ? error.retryable : undefined).toBe(retryable);
});

test('a failed write of a sick source is not to be repeated', async () => {
  expect(await failed({ status: 503 }, { http: 'POST: "/a"' })).toMatchObject({
    code: 'UPSTREAM_ERROR',
    retryable: false,
  });
});

const PROBLEM: Answer = {
  status: 422,
  type: 'application/problem+json',
  body: '{"title":"no such zone","type":"ZONE"}',
};

const FAILURES: readonly (readonly [what: string, schema: Partial<Parameters<typeof onQuery>[0]>, expected: object])[] =
  [
    [
      'message',
      { connect: 'selection: "$" errors: { message: "$.title" }' },
      { message: 'no such zone', code: 'BAD_USER_INPUT' },
    ],
    ['message of the source', { source: 'errors: { message: "$.title" }' }, { message: 'no such zone' }],
    [
      'message of both: the connector’s',
      { source: 'errors: { message: "$.title" }', connect: 'selection: "$" errors: { message: "$.type" }' },
      { message: 'ZONE' },
    ],
    [
      'a message that is none',
      { connect: 'selection: "$" errors: { message: "$.nothing" }' },
      { message: 'The source "api" does not accept these values.' },
    ],
    [
      'code',
      { connect: 'selection: "$" errors: { extensions: "code: type" }' },
      { code: 'ZONE', standsFor: 'BAD_USER_INPUT', http: { status: 422 } },
    ],
    [
      'extensions of both: the connector’s over the source’s',
      {
        source: 'errors: { extensions: "code: type a: $(1) b: $(1)" }',
        connect: 'selection: "$" errors: { extensions: "b: $(2)" }',
      },
      { code: 'ZONE', a: 1, b: 2 },
    ],
    [
      'what is mapped replaces the whole',
      { connect: 'selection: "$" errors: { extensions: "http: { type: type }" }' },
      { http: { type: 'ZONE' } },
    ],
    [
      '$status and $response',
      { connect: `selection: "$" errors: { extensions: "s: $status t: $response.headers.'content-type'->first" }` },
      { s: 422, t: 'application/problem+json' },
    ],
  ];

test.each(FAILURES)('errors: %s', async (_, schema, expected) => {
  expect(await failed(PROBLEM, schema)).toMatchObject(expected);
});

test('names of Object in an answer are names as any other', async () => {
  const answer = { status: 422, body: '{"e":{"__proto__":{"code":"X"},"constructor":1}}' };
  const error = await failed(answer, { connect: 'selection: "$" errors: { extensions: "$.e" }' });
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', constructor: 1 });
  expect(Object.getPrototypeOf(error)).toBe(Object.prototype);
});

test.each([
  ['a status that is fine here', 'isSuccess: "$status->in([200, 404])"', { status: 404, body: '{"a":1}' }, true],
  ['an envelope that says no', 'isSuccess: "$.ok"', { body: '{"ok":false}' }, false],
  ['an envelope that says yes', 'isSuccess: "$.ok"', { status: 500, body: '{"ok":true}' }, true],
  ['anything but true', 'isSuccess: "$.ok"', { body: '{"ok":"true"}' }, false],
  ['nothing', 'isSuccess: "$.ok"', { body: '{}' }, false],
] as const)('isSuccess: %s', async (_, isSuccess, answer, succeeds) => {
  const ofConnect = answered(answer, { connect: `selection: "$" ${isSuccess}` });
  await expect(
    ofConnect.then(
      () => true,
      () => false,
    ),
  ).resolves.toBe(succeeds);
  const ofSource = answered(answer, { source: isSuccess });
  await expect(
    ofSource.then(
      () => true,
      () => false,
    ),
  ).resolves.toBe(succeeds);
});

test('isSuccess of the connector goes before that of the source', async () => {
  const schema = { source: 'isSuccess: "$(false)"', connect: 'selection: "$" isSuccess: "$(true)"' };
  expect(await answered({ status: 500, body: '1' }, schema)).toBe(1);
  expect(await failed({ body: '1' }, { source: 'isSuccess: "$(false)"' })).toMatchObject({
    message: 'The source "api" says that the call failed.',
    code: 'UPSTREAM_ERROR',
  });
});

const BATCH = one(
  `extend schema @source(name: "api", http: { baseURL: "https://h" })
type User @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, batch: { maxSize: 50 },
  selection: "$.items { id: ref name }") { id: ID! name: String }
type Query { users: [User] }`,
  { resolved: ['Query.users'] },
);

/** Source: specs §6.3, mapping-language §5. */
test.each([
  ['in another order', '[{"ref":2,"name":"b"},{"ref":1,"name":"a"}]', ['a', 'b', null]],
  ['with more than was asked', '[{"ref":9},{"ref":3,"name":"c"}]', [null, null, 'c']],
  ['twice: the last', '[{"ref":1,"name":"a"},{"ref":1,"name":"z"}]', ['z', null, null]],
  ['with holes', '[null,{"name":"x"},{"ref":"1","name":"a"}]', ['a', null, null]],
  ['none', 'null', [null, null, null]],
])('a batch is matched by key: %s', async (_, items, names) => {
  service.answer = { body: `{"items":${items}}` };
  const users = await service.call(BATCH, { batch: [{ id: '1' }, { id: 2 }, { id: '3' }] }, ['name']);
  expect(service.arrived?.body).toBe('{"ids":["1",2,"3"]}');
  expect(users).toEqual(names.map((name) => (name === null ? null : expect.objectContaining({ name }))));
});

test('a batch that is no list is a bad response', async () => {
  service.answer = { body: '{"items":{"ref":1}}' };
  await expect(service.call(BATCH, { batch: [{ id: '1' }] }, ['name'])).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  });
});
