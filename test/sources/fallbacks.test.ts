import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigInput, ProblemsError, resolver } from '../../src/index.ts';
import { createTestGateway, fakeClock } from '../../src/testing.ts';
import { breakerOf } from '../support/readings/breaker.ts';
import { startTestService, Status } from '../support/peers/service.ts';

const SDL = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "books", http: { baseURL: "http://127.0.0.1:1" })
    @source(name: "people", http: { baseURL: "http://127.0.0.1:1" })

  type Query {
    shelf: Shelf
      @connect(source: "books", http: { GET: "/shelf" }, selection: "id books { id owner: owner_id { id: $ } }")
    things: [Thing]
      @connect(source: "books", http: { GET: "/things" }, selection: "__typename: kind id owner: owner_id { id: $ }")
    person(id: ID!, for: String): Person
      @connect(
        source: "people"
        http: { GET: "/people", queryParams: "ids: $args.id", headers: [{ name: "x-user", from: "x-user" }] }
        selection: "$->first { id name nick }"
      )
    time: String
  }
  type Mutation {
    rename(id: ID!): Person @connect(source: "people", http: { POST: "/people" }, selection: "id name")
  }
  interface Thing {
    id: ID!
  }
  type Shelf implements Thing {
    id: ID!
    books: [Book!]!
  }
  type Box implements Thing {
    id: ID!
    owner: Person!
  }
  type Book {
    id: ID!
    owner: Person!
  }
  type Person
    @key(fields: "id")
    @connect(
      source: "people"
      http: { GET: "/people", queryParams: "ids: $batch.id->joinNotNull(',')" }
      batch: { maxSize: 10 }
      selection: "$ { id name nick }"
    ) {
    id: ID!
    name: String!
    nick: String
    hello: String @requires(fields: "nick")
  }
`;

type Sources = NonNullable<ConfigInput['sources']>;

/** A gateway over two services, of which `people` can be made sick. */
async function library(people: Partial<Sources[string]> = {}) {
  let sick = false;
  const books = await startTestService(({ pathname }) =>
    pathname === '/shelf'
      ? { id: 1, books: [{ id: 1, owner_id: 7 }] }
      : [
          { kind: 'Box', id: 1, owner_id: 7 },
          { kind: 'Shelf', id: 2 },
        ],
  );
  const service = await startTestService(({ pathname, searchParams }, { headers }) =>
    sick
      ? new Status(500, { secret: 'body' })
      : pathname === '/time'
        ? new Status(404)
        : (searchParams.get('ids') ?? '')
            .split(',')
            .map((id) => ({ id, name: `N${id}${headers['x-user'] ?? ''}`, nick: null })),
  );
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  writeFileSync(join(folder, 'schema.graphql'), SDL);
  const clock = fakeClock();
  const hello: string[] = [];
  const close = async (): Promise<void> => {
    await books[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  };
  const gateway = await createTestGateway({
    root: folder,
    clock,
    config: {
      schema: 'schema.graphql',
      sources: {
        books: { url: books.url },
        people: { url: service.url, retries: 0, breaker: { calls: 1 }, ...people },
      },
      resolvers: {
        Person: {
          hello: ({ nick }: { nick: unknown }) => {
            hello.push(String(nick));
            return `hello ${String(nick)}`;
          },
        },
        Query: { time: resolver(['people'], (_, __, { sources }) => sources.people.get('/time')) },
      },
    },
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    gateway,
    clock,
    calls: service.calls,
    hello,
    /** Makes `people` fail and its breaker open. */
    async fall() {
      sick = true;
      for (let i = 0; i < 20; i++) await gateway.post({ query: '{ person(id: 1) { name } }' });
      expect(await breakerOf(gateway, 'people')).toBe('OPEN');
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await close();
    },
  };
}

const degradedOf = ({ body }: { body: { extensions?: Readonly<Record<string, unknown>> } }) =>
  body.extensions?.['degraded'];

describe('without a fallback', () => {
  test('a null goes up to what may be null, nothing is called, and the errors stay', async () => {
    await using served = await library();
    await served.fall();
    const before = served.calls.length;
    const one = await served.gateway.post({ query: '{ mine: shelf { all: books { of: owner { title: name } } } }' });
    expect(one.body).toMatchObject({
      data: { mine: null },
      errors: [
        {
          path: ['mine', 'all', 0, 'of', 'title'],
          extensions: { code: 'UPSTREAM_BREAKER_OPEN', source: 'people', coordinate: 'Person.name' },
        },
      ],
      extensions: { degraded: [{ source: 'people', paths: ['mine'] }] },
    });
    const two = await served.gateway.post({ query: '{ things { ... on Box { owner { name nick } } id } time }' });
    expect(two.body.data).toEqual({ things: [null, { id: '2' }], time: null });
    expect(degradedOf(two)).toEqual([{ source: 'people', paths: ['things', 'time'] }]);
    expect(served.calls).toHaveLength(before);
  });

  test('a code resolver is spared what could not be fetched for it', async () => {
    await using served = await library();
    await served.fall();
    const { body } = await served.gateway.post({ query: '{ shelf { books { owner { hello } } } }' });
    expect(served.hello).toEqual([]);
    expect(body).toMatchObject({
      data: { shelf: { books: [{ owner: { hello: null } }] } },
      errors: [{ extensions: { source: 'people', coordinate: 'Person.hello' } }],
      extensions: { degraded: [{ source: 'people', paths: ['shelf.books.owner.hello'] }] },
    });
  });

  test('what a source refuses is no loss of it', async () => {
    await using served = await library();
    const { body } = await served.gateway.post({ query: '{ time }' });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', source: 'people' });
    expect(body.extensions).toBeUndefined();
  });
});

describe('a fallback', () => {
  test('by constant or function stands where its field was lost, marked, without an error', async () => {
    await using served = await library({
      fallback: {
        'Person.name': { value: 'somebody' },
        'Query.time': () => 'noon',
        'Query.person': (_parent: unknown, { id }: { id: string }) => ({ id, name: `kept ${id}`, nick: null }),
      },
    });
    const query = '{ shelf { books { owner { name nick } } } time p: person(id: 3) { id name } }';
    const healthy = await served.gateway.post({ query: '{ shelf { books { owner { name } } } }' });
    expect(healthy.body).toEqual({ data: { shelf: { books: [{ owner: { name: 'N7' } }] } } });
    await served.fall();
    const { body } = await served.gateway.post({ query });
    expect(body.data).toEqual({
      shelf: { books: [{ owner: { name: 'somebody', nick: null } }] },
      time: 'noon',
      p: { id: '3', name: 'kept 3' },
    });
    expect(body.errors?.map(({ path }) => path?.join('.'))).toEqual(['shelf.books.0.owner.nick']);
    expect(body.extensions).toEqual({
      degraded: [
        { source: 'people', paths: ['shelf.books.owner.nick'] },
        { source: 'people', paths: ['p', 'shelf.books.owner.name', 'time'], fallback: true },
      ],
    });
  });

  test('by the last good answer stands up to its age, for who got it alone', async () => {
    await using served = await library({
      breaker: { calls: 1, openFor: '1h' },
      fallback: { 'Query.person': { lastGood: '10m' }, 'Person.name': { lastGood: '10m' } },
    });
    const person = { query: '{ person(id: 7) { name } }' };
    const shelf = { query: '{ shelf { books { owner { name nick } } } }' };
    const as = (user: string) => ({ headers: { 'x-user': user } });
    const good = [(await served.gateway.post(person, as('ada'))).body, (await served.gateway.post(shelf)).body];
    await served.fall();
    const old = [(await served.gateway.post(person, as('ada'))).body, (await served.gateway.post(shelf)).body];
    expect(old.map(({ data, errors }) => ({ data, errors }))).toEqual(
      good.map(({ data }) => ({ data, errors: undefined })),
    );
    expect(old.map((body) => degradedOf({ body }))).toEqual([
      [{ source: 'people', paths: ['person'], fallback: true }],
      [{ source: 'people', paths: ['shelf.books.owner.name', 'shelf.books.owner.nick'], fallback: true }],
    ]);
    expect((await served.gateway.post(person, as('bob'))).body.data).toEqual({ person: null });
    served.clock.advance(600_001);
    expect((await served.gateway.post(person, as('ada'))).body.data).toEqual({ person: null });
  });

  test('that fails itself leaves the error of the source, and the log says so', async () => {
    await using served = await library({
      fallback: {
        'Query.time': () => {
          throw new Error('mine');
        },
      },
    });
    await served.fall();
    const { body } = await served.gateway.post({ query: '{ time }' });
    expect(body.errors?.[0]?.extensions.code).toBe('UPSTREAM_BREAKER_OPEN');
    expect(degradedOf({ body })).toEqual([{ source: 'people', paths: ['time'] }]);
    expect(served.gateway.signals.map(({ name }) => name)).toContain('source.fallback');
  });

  test.each([
    ['Persn.name', { value: 'x' }, 'there is no object type Persn. Did you mean "Person"?'],
    ['Person.nam', { value: 'x' }, 'Person has no field nam. Did you mean "name"?'],
    ['Person.name', { value: null }, 'value may not be null'],
    ['Person.nick', { value: { a: 1 } }, 'value is no String'],
    ['Query.person', { value: { id: '1' } }, 'value.name may not be null'],
    ['Query.person', { value: { id: '1', nme: '' } }, 'value.nme is no field of Person'],
    ['Person.hello', { value: 'x' }, 'its resolver does not say that it calls "people"'],
    ['Query.shelf', { value: null }, 'no connector of the source "people" gives it'],
    ['Query.time', { lastGood: '1m' }, 'the last good answer is known of connectors only'],
    ['Mutation.rename', { lastGood: '1m' }, 'it is given by a write'],
  ])('on %s that cannot stand is told at the start', async (coordinate, fallback, message) => {
    const failure = library({ fallback: { [coordinate]: fallback } }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(await failure).toBeInstanceOf(ProblemsError);
    expect(String(await failure)).toContain(`sources.people.fallback["${coordinate}"]: ${message}`);
  });
});
