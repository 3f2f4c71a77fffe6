import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectorInputs } from '../../../src/sources/connectors/connector.ts';
import { inputs } from '../../connectors/connectors.ts';
import { EchoService, onQuery } from './echo.ts';

let service: EchoService;
beforeAll(async () => void (service = await EchoService.start()));
afterAll(() => service.close());

type Schema = Parameters<typeof onQuery>[0];

const ARGS = 'id: ID, x: String, tags: [String], min: Int, on: Boolean, input: Input';

async function sent(schema: Omit<Schema, 'args'>, given: Partial<ConnectorInputs> | Record<string, unknown> = {}) {
  const isInputs = 'surroundings' in given || 'args' in given;
  service.answer = {};
  await service.call(onQuery({ args: ARGS, ...schema }), isInputs ? given : { args: given });
  return service.arrived;
}

/** Source: specs §6.2, mapping-language §4.1 and §4.2. */
const URLS: readonly (readonly [
  what: string,
  schema: Omit<Schema, 'args'>,
  args: Record<string, unknown>,
  url: string,
])[] = [
  [
    'an expression is percent-encoded',
    { http: 'GET: "/u/{$args.id}"' },
    { id: 'a b/c?d&e=ä' },
    '/v1/u/a%20b%2Fc%3Fd%26e%3D%C3%A4',
  ],
  ['unreserved characters stay', { http: 'GET: "/u/{$args.id}"' }, { id: 'aZ09-._~' }, '/v1/u/aZ09-._~'],
  [
    'what encodeURIComponent leaves is encoded too',
    { http: 'GET: "/u/{$args.id}"' },
    { id: "!'()*" },
    '/v1/u/%21%27%28%29%2A',
  ],
  ['literals keep reserved characters', { http: `GET: "/a:b@c!$&'()*+,;=[]/d"` }, {}, "/v1/a:b@c!$&'()*+,;=[]/d"],
  ['literals are not encoded twice', { http: 'GET: "/a%20b"' }, {}, '/v1/a%20b'],
  ['other literals are encoded, spaces stay spaces', { http: 'GET: "/a b/ä"' }, {}, '/v1/a%20b/%C3%A4'],
  ['line breaks and tabs are removed', { http: 'GET: """\n/a\n\t/b\n?c=1\n"""' }, {}, '/v1/a/b?c=1'],
  ['fragments are dropped', { http: 'GET: "/a?b=1#c"' }, {}, '/v1/a?b=1'],
  [
    'numbers and booleans are JSON texts',
    { http: 'GET: "/a/{$args.min}/{$args.on}"' },
    { min: 7, on: false },
    '/v1/a/7/false',
  ],
  ['null in a query is empty', { http: 'GET: "/a?x={$args.x}&y=1"' }, { x: null }, '/v1/a?x=&y=1'],
  ['missing in a query is empty', { http: 'GET: "/a?x={$args.x}"' }, {}, '/v1/a?x='],
  ['null ends the path of a read', { http: 'GET: "/docks/{$args.id}"' }, { id: null }, '/v1/docks/'],
  ['a value amid a segment may be empty', { http: 'GET: "/a/x-{$args.id}/b"' }, { id: '' }, '/v1/a/x-/b'],
  ['query values are encoded', { http: 'GET: "/a?x={$args.x}"' }, { x: 'a&b=c#d' }, '/v1/a?x=a%26b%3Dc%23d'],
  [
    'methods in an expression',
    { http: `GET: "/r/{$args.tags->joinNotNull(',')}"` },
    { tags: ['1', null, '2'] },
    '/v1/r/1%2C2',
  ],
  [
    'a brace in a quoted text',
    { http: `GET: "/r/{$args.tags->joinNotNull('}')}"` },
    { tags: ['1', '2'] },
    '/v1/r/1%7D2',
  ],
  ['one slash between pieces', { base: 'https://h/v1/', http: 'GET: "/a"' }, {}, '/v1/a'],
  ['a template without its slash', { base: 'https://h/v1', http: 'GET: "a"' }, {}, '/v1/a'],
  ['a template of a slash adds nothing', { base: 'https://h/v1', http: 'GET: "/"' }, {}, '/v1'],
  ['an empty template adds nothing', { base: 'https://h/v1/', http: 'GET: ""' }, {}, '/v1/'],
  ['trailing slashes are kept', { http: 'GET: "/a/"' }, {}, '/v1/a/'],
  ['no path at all', { base: 'https://h', http: 'GET: "/"' }, {}, '/'],
  [
    'source path, template, connect path',
    { sourceHttp: `path: "$(['eu'])"`, http: 'GET: "/rides", path: "$([$args.id])"' },
    { id: 'a/b' },
    '/v1/eu/rides/a%2Fb',
  ],
  ['a path that is missing', { http: 'GET: "/a", path: "$args.tags"' }, {}, '/v1/a'],
  [
    'queries in their order',
    {
      base: 'https://h/v1?a=1',
      sourceHttp: `queryParams: "b: $('2')"`,
      http: 'GET: "/p?c=3", queryParams: "d: $args.min"',
    },
    { min: 4 },
    '/v1/p?a=1&b=2&c=3&d=4',
  ],
  [
    'names may repeat',
    { base: 'https://h/v1?a=1', http: `GET: "/p?a=2", queryParams: "a: $('3')"` },
    {},
    '/v1/p?a=1&a=2&a=3',
  ],
  [
    'null in queryParams is left out',
    { http: 'GET: "/p", queryParams: "a: $args.x b: $args.min"' },
    { x: null, min: 1 },
    '/v1/p?b=1',
  ],
  ['missing in queryParams is left out', { http: 'GET: "/p", queryParams: "a: $args.x"' }, {}, '/v1/p'],
  [
    'a list repeats its name',
    { http: 'GET: "/p", queryParams: "tag: $args.tags"' },
    { tags: ['a b', null, 'c&d'] },
    '/v1/p?tag=a%20b&tag=&tag=c%26d',
  ],
  ['an empty list is nothing', { http: 'GET: "/p", queryParams: "tag: $args.tags"' }, { tags: [] }, '/v1/p'],
  [
    'names are encoded',
    { http: `GET: "/p", queryParams: "'filter[min]': $args.min"` },
    { min: 3 },
    '/v1/p?filter%5Bmin%5D=3',
  ],
  [
    '$config and $env',
    { http: 'GET: "/{$config.tenant}?e={$env.STAGE}"', config: { tenant: 't 1' }, env: { STAGE: 'test' } },
    {},
    '/v1/t%201?e=test',
  ],
  ['baseURL with $env', { base: 'https://h/{$env.STAGE}', http: 'GET: "/a"', env: { STAGE: 'test' } }, {}, '/test/a'],
];

test.each(URLS)('URL: %s', async (_, schema, args, url) => {
  expect((await sent(schema, { args }))?.url).toBe(url);
});

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('the method %s', async (method) => {
  expect((await sent({ http: `${method}: "/a"` }))?.method).toBe(method);
});

const from = (headers: Sent): Partial<ConnectorInputs> => ({
  args: { id: '7', x: null },
  surroundings: { headers, context: { tenant: 'acme' } },
});

type Sent = Readonly<Record<string, string | string[]>>;
type Arrives = Readonly<Record<string, string | undefined>>;

const HEADERS: readonly (readonly [what: string, headers: string, incoming: Sent, expected: Arrives])[] = [
  ['from', 'headers: [{ name: "x-b", from: "X-A" }]', { 'x-a': '1' }, { 'x-b': '1' }],
  ['from, sent several times', 'headers: [{ name: "x-b", from: "x-a" }]', { 'x-a': ['1', '2'] }, { 'x-b': '1, 2' }],
  ['from, absent', 'headers: [{ name: "x-b", from: "x-a" }]', {}, { 'x-b': undefined }],
  ['value', 'headers: [{ name: "x-b", value: "id {$args.id}!" }]', {}, { 'x-b': 'id 7!' }],
  ['value of null', 'headers: [{ name: "x-b", value: "{$args.x}" }]', {}, { 'x-b': '' }],
  ['one object for a list', 'headers: { name: "x-b", value: "1" }', {}, { 'x-b': '1' }],
  ['over the source’s', 'headers: [{ name: "X-S", value: "own" }]', {}, { 'x-s': 'own' }],
  ['the source’s', '', {}, { 'x-s': 'source' }],
  [
    '$request.headers',
    `headers: [{ name: "x-b", value: "{$request.headers.'x-a'->first}" }]`,
    { 'x-a': '1' },
    { 'x-b': '1' },
  ],
  ['$context', 'headers: [{ name: "x-b", value: "{$context.tenant}" }]', {}, { 'x-b': 'acme' }],
  ['accept by value', 'headers: [{ name: "accept", value: "application/xml" }]', {}, { accept: 'application/xml' }],
];

/** Source: specs §6.2, mapping-language §4.3. */
test.each(HEADERS)('header: %s', async (_, headers, incoming, expected) => {
  const sourceHttp = 'headers: [{ name: "x-s", value: "source" }]';
  const arrived = await sent({ sourceHttp, http: `GET: "/a" ${headers}` }, from(incoming));
  for (const [name, value] of Object.entries(expected)) expect(arrived?.headers[name]).toBe(value);
});

const FORM = 'headers: [{ name: "content-type", value: "application/x-www-form-urlencoded" }]';

test.each([
  ['fields', 'body: "id: $args.id"', { id: '7' }, '{"id":"7"}', 'application/json'],
  [
    'a whole argument',
    'body: "$args.input"',
    { input: { name: 'a', tags: ['b'] } },
    '{"name":"a","tags":["b"]}',
    'application/json',
  ],
  [
    'a missing argument drops the key',
    'body: "id: $args.id x: $args.x"',
    { id: '7' },
    '{"id":"7"}',
    'application/json',
  ],
  [
    'an explicit null is sent',
    'body: "id: $args.id x: $args.x"',
    { id: '7', x: null },
    '{"id":"7","x":null}',
    'application/json',
  ],
  ['nothing at all', 'body: "$args.x"', {}, '', 'application/json'],
  [
    'a content type of its own',
    'body: "id: $args.id" headers: { name: "content-type", value: "application/vnd.x+json" }',
    { id: '7' },
    '{"id":"7"}',
    'application/vnd.x+json',
  ],
  [
    'a form',
    `body: "$args.input" ${FORM}`,
    { input: { name: 'x y&', tags: ['p', null], note: null } },
    'name=x+y%26&tags%5B0%5D=p&tags%5B1%5D=&note=',
    'application/x-www-form-urlencoded',
  ],
  [
    'a form leaves empty lists out',
    `body: "tags: $args.tags on: $args.on" ${FORM}`,
    { tags: [], on: true },
    'on=true',
    'application/x-www-form-urlencoded',
  ],
] as const)('body: %s', async (_, body, args, expected, type) => {
  const arrived = await sent({ http: `POST: "/a" ${body}` }, { args });
  expect(arrived?.body).toBe(expected);
  expect(arrived?.headers['content-type']).toBe(type);
});

test('a form by the source’s content type', async () => {
  const arrived = await sent({ sourceHttp: FORM, http: 'POST: "/a" body: "id: $args.id"' }, { args: { id: 'a b' } });
  expect(arrived?.body).toBe('id=a+b');
});

/** Attacks: hardening §2.7. Each is refused before anything is sent. */
test.each([
  ['/u/{$args.id}/p', '..'],
  ['/u/{$args.id}/p', '.'],
  ['/u/{$args.id}/p', ''],
  ['/u/{$args.id}/p', '%2e%2e'],
  ['/u/{$args.id}/p', '.%2E'],
  ['/u/{$args.id}/p', '%252e%252e'],
  ['/u/{$args.id}/p', '../admin'],
  ['/u/{$args.id}/p', '..%2fadmin'],
  ['/u/{$args.id}/p', '..;/x'],
  ['/u/{$args.id}/p', 'a/../b'],
  ['/u/{$args.id}/p', '..\\evil'],
  ['/u/{$args.id}/p', '\r\nX-Inj: 1'],
  ['/u/{$args.id}/p', 'a%0d%0ab'],
  ['/u/{$args.id}/p', '\0'],
  ['/u/{$args.id}/p', '\ud800'],
  ['/u/.{$args.id}/p', '.'],
  ['/u?x={$args.id}', '\udfff'],
])('a value that cannot stand in %s: %j', (template, id) => {
  const { request } = onQuery({ args: ARGS, http: `GET: "${template}"` }).prepare(new Map());
  expect(() => request(inputs({ args: { id } }))).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/^The value for "id" .*\. Send another\.$/),
    }),
  );
});

test.each([['a\r\nx-injected: 1'], ['a\0b'], ['Ā']])('a value that cannot stand in a header: %j', (id) => {
  const http = 'GET: "/a" headers: { name: "x-b", value: "{$args.id}" }';
  const { request } = onQuery({ args: ARGS, http }).prepare(new Map());
  expect(() => request(inputs({ args: { id } }))).toThrow('has a character that a header cannot bear');
});

test('an empty value never ends the path of a write', () => {
  const { request } = onQuery({ args: ARGS, http: 'DELETE: "/docks/{$args.id}"' }).prepare(new Map());
  expect(() => request(inputs({ args: { id: null } }))).toThrow('The value for "id" is empty');
});

test('a list where one value is needed', () => {
  const { request } = onQuery({ args: 'q: JSON', http: 'GET: "/a?x={$args.q}"' }).prepare(new Map());
  expect(() => request(inputs({ args: { q: [1] } }))).toThrow('is a list or an object');
});
