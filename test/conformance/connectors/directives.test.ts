import { expect, test } from 'vitest';
import { inputs, one, read } from '../../connectors/connectors.ts';

/** Source: specs §15.5. */
const SAMPLE = `
extend schema
  @source(name: "api", http: { baseURL: "https://api.example.com/v1", headers: [
    { name: "authorization", from: "authorization" }, { name: "x-tenant", value: "{$config.tenant}" }] },
    errors: { message: "error.message", extensions: "code: error.code" })

directive @key(fields: String!) repeatable on OBJECT

type User @key(fields: "id")
  @connect(source: "api", http: { POST: "/users/batch", body: "ids: $batch.id" }, batch: { maxSize: 50 },
    selection: "id name: full_name status: state->match(['A','ACTIVE'],[@,'UNKNOWN'])") {
  id: ID!
  name: String
  status: String
  posts(first: Int = 10): [Post]
    @connect(source: "api", http: { GET: "/users/{$this.id}/posts", queryParams: "limit: $args.first" },
      selection: "$.items { id title }")
}
type Query {
  user(id: ID!): User
    @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name: full_name status: state", entity: true)
}
type Post { id: ID! title: String }`;

const CONFIG = { api: { url: 'http://127.0.0.1:4101/base', config: { tenant: 'acme' } } };

test('the sample of connectors reads as it is meant', () => {
  const { connectors, sources, findings } = read(SAMPLE);
  expect(findings).toEqual([]);
  expect(sources).toEqual([{ name: 'api', url: 'https://api.example.com/v1' }]);
  const told = connectors.map(({ prepare: _, shape, ...rest }) => ({ ...rest, kind: shape.kind }));
  expect(told).toEqual([
    {
      coordinate: 'User[0]',
      element: 'User',
      source: 'api',
      method: 'POST',
      template: '/users/batch',
      place: { kind: 'type', type: 'User' },
      needs: [['id']],
      batch: { maxSize: 50, keys: ['id'] },
      readsEach: false,
      reads: 'fields',
      kind: 'object',
    },
    {
      coordinate: 'User.posts[0]',
      element: 'User.posts',
      source: 'api',
      method: 'GET',
      template: '/users/{$this.id}/posts',
      place: { kind: 'field', type: 'User', field: 'posts', entity: false },
      needs: [['id']],
      batch: null,
      readsEach: false,
      reads: 'fields',
      kind: 'object',
    },
    {
      coordinate: 'Query.user[0]',
      element: 'Query.user',
      source: 'api',
      method: 'GET',
      template: '/users/{$args.id}',
      place: { kind: 'field', type: 'Query', field: 'user', entity: true },
      needs: [],
      batch: null,
      readsEach: false,
      reads: 'fields',
      kind: 'object',
    },
  ]);
});

test('the config’s url goes before baseURL, and its `config` is $config', () => {
  const { connectors, sources } = read(SAMPLE, { sources: CONFIG });
  expect(sources).toEqual([{ name: 'api', url: 'http://127.0.0.1:4101/base' }]);
  const request = connectors[2]?.prepare(new Map()).request(inputs({ args: { id: 'u1' } }));
  expect(request).toMatchObject({ path: '/base/users/u1', headers: { 'x-tenant': 'acme' } });
});

test('only what is wanted is mapped, and the keys of a batch', () => {
  const { connectors } = read(SAMPLE);
  const wanted = new Map([['name', undefined]]);
  const body = { id: '1', full_name: 'Ada', state: 'A' };
  const answer = (index: number, mapped: unknown) =>
    connectors[index]?.prepare(wanted).read({ status: 200, headers: {}, body: mapped }, inputs({ batch: [{ id: 1 }] }));
  expect(answer(2, body)).toEqual({ name: 'Ada' });
  expect(answer(0, [body])).toEqual([{ id: '1', name: 'Ada' }]);
});

test('directives are counted by element', () => {
  const connect = '@connect(source: "a", http: { GET: "/a" }, selection: "$")';
  const { connectors } = read(`extend schema @source(name: "a", http: { baseURL: "https://a" })
    type Query { x: String ${connect} ${connect} y: String ${connect} }`);
  expect(connectors.map(({ coordinate }) => coordinate)).toEqual(['Query.x[0]', 'Query.x[1]', 'Query.y[0]']);
});

test('an absolute address is a source of its own, named after its host', () => {
  const { connectors, sources, findings } = read(`type Query {
    a: String @connect(http: { GET: "https://api.example.com:8443/v1/a?x=1" }, selection: "$")
    b: String @connect(http: { GET: "https://api.example.com:8443" }, selection: "$")
    c: String @connect(http: { GET: "http://other.example/{$config.x}" }, selection: "$") }`);
  expect(findings).toEqual([]);
  expect(sources).toEqual([
    { name: 'api.example.com:8443', url: 'https://api.example.com:8443' },
    { name: 'other.example', url: 'http://other.example' },
  ]);
  expect(connectors.map((each) => each.source)).toEqual([
    'api.example.com:8443',
    'api.example.com:8443',
    'other.example',
  ]);
  const path = (index: number) => connectors[index]?.prepare(new Map()).request(inputs()).path;
  expect([path(0), path(1)]).toEqual(['/v1/a?x=1', '/']);
});

test('a source of the config alone can be called, which other composers do not know', () => {
  const sdl = 'type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }';
  const { connectors, findings } = read(sdl, { sources: CONFIG });
  expect(findings).toMatchObject([{ severity: 'warning', rule: 'SOURCE_NAME_MISMATCH', line: 1, column: 42 }]);
  expect(connectors).toHaveLength(1);
});

test('what a connector needs of its parent, nested and each once', () => {
  const { needs } = one(
    `extend schema @source(name: "a", http: { baseURL: "https://a" })
    type Query { users: [User] }
    type User { id: ID! owner: Owner
      posts: String @connect(source: "a", http: { GET: "/{$this.owner.id}/{$this.id}",
        queryParams: "$this { id owner { code } }", headers: { name: "x", value: "{$this.id}" } },
        errors: { message: "$this.ignored" }, selection: "$") ignored: String }
    type Owner { id: ID! code: ID! }`,
    { resolved: ['Query.users'] },
  );
  expect(needs).toEqual([['owner', 'id'], ['id'], ['owner', 'code']]);
});

test.each(['0.3', '0.4'] as const)('the grammar is that of the linked version: %s', (version) => {
  const sdl = `extend schema @source(name: "a", http: { baseURL: "https://a" })
    type Query { t: T @connect(source: "a", http: { GET: "/a" }, selection: "id: 5") } type T { id: Int }`;
  expect(read(sdl, { version }).connectors).toHaveLength(version === '0.4' ? 1 : 0);
});

test('fields with code resolvers, of types that code gives, keys and externals need no connector', () => {
  const { findings } = read(
    `extend schema @source(name: "a", http: { baseURL: "https://a" })
     directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT
     directive @external on FIELD_DEFINITION
     type Query { t: T @connect(source: "a", http: { GET: "/a" }, selection: "x") u: U }
     type T @key(fields: "k", resolvable: false) { x: Int k: ID e: Int @external r: Int }
     type U { x: Int deep: V } type V { x: Int }`,
    { resolved: ['T.r', 'Query.u'] },
  );
  expect(findings).toEqual([]);
});

test('the same request for all is made once', () => {
  const { request } = one(`extend schema @source(name: "a", http: { baseURL: "https://a" })
    type Query { t: String @connect(source: "a", http: { GET: "/a" }, selection: "$") }`).prepare(new Map());
  expect(request(inputs())).toBe(request(inputs()));
});

test('a value that the config or the environment lacks is told, where nothing stands in for it', () => {
  const sdl = `extend schema @source(name: "api", http: { baseURL: "https://a",
  headers: [{ name: "authorization", value: "Bearer {$config.token}" }, { name: "x", value: "{$($config.x ?? 'y')}" }] })
    type Query { a: String @connect(source: "api", http: { GET: "/a?k={$env.KEY}" }, selection: "$") }`;
  const told = read(sdl, { sources: CONFIG }).findings.map(({ line, column, severity, message }) => [
    line,
    column,
    severity,
    message,
  ]);
  expect(told).toEqual([
    [2, 54, 'warning', '`$config.token` has no value. Write it in the config: `sources.api.config.token`.'],
    [3, 72, 'warning', '`$env.KEY` has no value. Set KEY in the environment.'],
  ]);
  expect(read(sdl).findings).toEqual([]);
});

test('the environment cannot be sent as a whole', () => {
  const { findings } = read(`extend schema @source(name: "api", http: { baseURL: "https://a" })
type Query { a: String @connect(source: "api", http: { POST: "/a", body: "$env" }, selection: "$") }`);
  expect(findings).toMatchObject([
    { severity: 'error', line: 2, column: 75, message: expect.stringContaining('$env.NAME') },
  ]);
});
