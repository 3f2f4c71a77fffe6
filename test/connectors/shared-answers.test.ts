import { describe, expect, test } from 'vitest';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { Status } from '../support/peers/service.ts';

const SOURCE = 'extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })';

describe('one answer that several read', () => {
  const get = (more: string): string => `@connect(source: "api", http: { GET: "/x" }, selection: "id" ${more})`;
  const sdl = `${SOURCE}
    type Query {
      a: Thing ${get(`errors: { message: "$('A')" }`)}
      b: Thing ${get(`errors: { message: "$('B')" }`)}
      c: Thing ${get('isSuccess: "$status->eq(404)"')}
    }
    type Thing { id: ID }`;

  test('is a failure or not as each of them says', async () => {
    await using served = await serveSdl(sdl, () => new Status(404, { id: 1 }));
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ a { id } b { id } c { id } }' });
    expect(body.data).toEqual({ a: null, b: null, c: { id: '1' } });
    expect(body.errors).toMatchObject([
      { path: ['a'], message: 'A', extensions: { coordinate: 'Query.a' } },
      { path: ['b'], message: 'B', extensions: { coordinate: 'Query.b' } },
    ]);
    expect(service.calls).toEqual(['GET /x']);
  });
});

describe('objects whose calls are the same', () => {
  const objects = (url: URL): unknown => {
    const both = [
      { id: '1', kind: 'k', name: 'one' },
      { id: '2', kind: 'k', name: 'two' },
    ];
    return url.pathname === '/all' ? both : { label: 'K' };
  };
  const query = '{ all { id name kind { label of } } }';

  test('are each told what belongs to them', async () => {
    const sdl = `${SOURCE}
      type Query {
        all: [Thing] @connect(source: "api", http: { GET: "/all" }, selection: "id")
        thing(id: ID!): Thing
          @connect(source: "api", http: { GET: "/all?full=1" }, entity: true, selection: "$->find(@.id->eq($args.id)) { id name kindName: kind }")
      }
      type Thing {
        id: ID!
        name: String
        kindName: String
        kind: Kind @connect(source: "api", http: { GET: "/kinds/{$this.kindName}" }, selection: "label of: $this.id")
      }
      type Kind { label: String of: ID }`;
    await using served = await serveSdl(sdl, objects);
    const { gateway, service } = served;
    const { body } = await gateway.post({ query });
    expect(body).toEqual({
      data: {
        all: [
          { id: '1', name: 'one', kind: { label: 'K', of: '1' } },
          { id: '2', name: 'two', kind: { label: 'K', of: '2' } },
        ],
      },
    });
    expect(service.calls).toEqual(['GET /all', 'GET /all?full=1', 'GET /kinds/k']);
  });
});

test('a read after a write does not join one that began before it', async () => {
  const sdl = `${SOURCE}
    type Query { thing: Thing @connect(source: "api", http: { GET: "/thing" }, selection: "id") }
    type Mutation { write: Thing @connect(source: "api", http: { PUT: "/thing" }, selection: "id") }
    type Thing { id: ID state: String @connect(source: "api", http: { GET: "/state" }, selection: "$") }`;
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<string>();
  const states = [held.promise, 'after'];
  await using served = await serveSdl(sdl, ({ pathname }) => {
    if (pathname !== '/state') return { id: 1 };
    begun.resolve();
    return states.shift();
  });
  const { gateway } = served;
  const before = gateway.post({ query: '{ thing { state } }' });
  await begun.promise;
  const { body } = await gateway.post({ query: 'mutation { write { state } }' });
  held.resolve('before');
  expect(body).toEqual({ data: { write: { state: 'after' } } });
  expect((await before).body).toEqual({ data: { thing: { state: 'before' } } });
});

test('limits of a field are those that the config gives under its name, and its errors bear that name', async () => {
  const sdl = `${SOURCE} type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") b: String @connect(source: "api", http: { GET: "/b" }, selection: "$") }`;
  const slow = Promise.withResolvers<string>();
  await using served = await serveSdl(sdl, ({ pathname }) => (pathname === '/a' ? slow.promise : 'b'), {
    sources: { api: { url: 'http://127.0.0.1:9', coordinates: { 'Query.a': { total: '50ms' } } } },
  });
  const { body } = await served.gateway.post({ query: '{ a b }' });
  slow.resolve('late');
  expect(body.data).toEqual({ a: null, b: 'b' });
  expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT', coordinate: 'Query.a' } }]);
});
