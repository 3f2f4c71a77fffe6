import { setImmediate } from 'node:timers/promises';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Served, serveSdl } from '../support/projects/serve-sdl.ts';

const SDL = /* GraphQL */ `
  extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })

  type Query {
    ping: String!
    later: String
    sum(of: [Int!]! = [1, 2], twice: Boolean): Int
    secret: String @flag(key: "secret")
    things: [Thing!] @connect(source: "api", http: { GET: "/things" }, selection: "id name")
    makers: [Maker]
    place: Thing
    breaks: String
    refuses: String!
  }

  type Mutation {
    add(what: String!): [String!]!
    fail: String
    stop: String!
  }

  interface Named {
    name: String
  }

  type Thing implements Named {
    id: ID!
    name: String
    maker: Maker
    slow: Maker
    path: [String!]!
    must: String!
  }

  type Maker implements Named {
    name: String
    motto(loud: Boolean = false): String
    made: [Named]
    things(first: Int): [Thing!]
  }
`;

let calls: string[] = [];
let added: string[] = [];

class Maker {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  motto({ loud }: { loud: boolean }): string {
    return loud ? `${this.name}!` : this.name;
  }

  get made(): readonly unknown[] {
    return [
      Promise.resolve({ __typename: 'Thing', name: 'a', id: 1 }),
      { __typename: 'Maker', name: Promise.resolve('b') },
    ];
  }
}

const pathOf = ({ path }: GraphQLResolveInfo): string[] => {
  const keys: string[] = [];
  for (let at: typeof path | undefined = path; at; at = at.prev) keys.unshift(`${at.typename ?? ''}.${at.key}`);
  return keys;
};

const resolvers = {
  Query: {
    ping: () => {
      calls.push('ping');
      return 'pong';
    },
    later: async () => {
      calls.push('later');
      return 'now';
    },
    sum: (_: unknown, { of, twice }: { of: number[]; twice?: boolean }) =>
      of.reduce((sum, one) => sum + one, 0) * (twice ? 2 : 1),
    secret: () => 'hidden',
    makers: async () => [new Maker('x'), Promise.resolve(new Maker('y')), null],
    place: () => ({ id: 1 }),
    breaks: () => {
      calls.push('breaks');
      throw new GraphQLError('No.', { extensions: { code: 'NOT_FOUND' } });
    },
    refuses: async () => {
      calls.push('refuses');
      throw new GraphQLError('Never.', { extensions: { code: 'CONFLICT' } });
    },
  },
  Mutation: {
    add: async (_: unknown, { what }: { what: string }) => {
      await Promise.resolve();
      added.push(what);
      return [...added];
    },
    fail: () => {
      added.push('fail');
      throw new GraphQLError('No.', { extensions: { code: 'CONFLICT' } });
    },
    stop: async () => {
      added.push('stop');
      throw new GraphQLError('No.', { extensions: { code: 'CONFLICT' } });
    },
  },
  Thing: {
    maker: ({ id }: { id: string }) => new Maker(`maker of ${id}`),
    slow: async ({ id }: { id: string }) => new Maker(`slow maker of ${id}`),
    path: (_: unknown, __: unknown, ___: unknown, info: GraphQLResolveInfo) => pathOf(info),
    must: () => null,
  },
};

let served: Served;
beforeAll(async () => {
  served = await serveSdl(
    SDL,
    () => [
      { id: '1', name: 'one' },
      { id: '2', name: null },
    ],
    { resolvers, flags: { files: 'flags.json' } },
  );
});
afterAll(async () => served[Symbol.asyncDispose]());
beforeEach(() => {
  calls = [];
  added = [];
});

/** What a document answers once it is hot, and whether it was written: what graphql-js makes has no prototype. */
async function hot(document: string, variables: Record<string, unknown> = {}) {
  for (let use = 0; use < 3; use++) await served.gateway.execute({ document, variables });
  await setImmediate(); // it is compiled between requests
  calls = [];
  added = [];
  const { data, errors } = await served.gateway.execute({ document, variables });
  return {
    data,
    errors: errors?.map(({ message, path }) => ({ message, path })),
    written: data !== null && Object.getPrototypeOf(data) !== null,
  };
}

test.each<[string, string, unknown, Record<string, unknown>?]>([
  ['a constant', '{ ping }', { ping: 'pong' }],
  ['a promise', '{ ping later again: later }', { ping: 'pong', later: 'now', again: 'now' }],
  [
    'arguments',
    'query ($n: [Int!]!, $t: Boolean) { sum one: sum(of: 1, twice: $t) more: sum(of: $n, twice: true) }',
    { sum: 3, one: 1, more: 18 },
    { n: [4, 5] },
  ],
  ['a closed gate', '{ secret ping }', { secret: null, ping: 'pong' }],
  [
    'objects of code below fetched ones',
    '{ things { name maker { motto(loud: true) } slow { name } } }',
    {
      things: [
        { name: 'one', maker: { motto: 'maker of 1!' }, slow: { name: 'slow maker of 1' } },
        { name: null, maker: { motto: 'maker of 2!' }, slow: { name: 'slow maker of 2' } },
      ],
    },
  ],
  [
    'promises in lists, in members, below abstract types',
    '{ makers { name made { __typename name ... on Thing { path } } } }',
    {
      makers: [
        ...['x', 'y'].map((name, index) => ({
          name,
          made: [
            {
              __typename: 'Thing',
              name: 'a',
              path: ['Query.makers', `.${index}`, 'Maker.made', '.0', 'Thing.path'],
            },
            { __typename: 'Maker', name: 'b' },
          ],
        })),
        null,
      ],
    },
  ],
  [
    'conditions',
    'query ($y: Boolean!, $n: Boolean!) { ping @skip(if: $y) later @include(if: $y) place { path @include(if: $n) id ...F @include(if: $y) } } fragment F on Thing { id path }',
    { later: 'now', place: { id: '1', path: ['Query.place', 'Thing.path'] } },
    { y: true, n: false },
  ],
  [
    'a mutation',
    'mutation ($n: Boolean!) { add(what: "a") b: add(what: "b") c: add(what: "c") @include(if: $n) d: add(what: "d") }',
    { add: ['a'], b: ['a', 'b'], d: ['a', 'b', 'd'] },
    { n: false },
  ],
])('is written: %s', async (_, document, data, variables = {}) => {
  const answer = await hot(document, variables);
  expect(answer).toEqual({ data, errors: undefined, written: true });
});

test('an error is told as graphql-js tells it, and nobody is asked twice', async () => {
  expect(await hot('{ ping later breaks b: breaks }')).toEqual({
    data: { ping: 'pong', later: 'now', breaks: null, b: null },
    errors: [
      { message: 'No.', path: ['breaks'] },
      { message: 'No.', path: ['b'] },
    ],
    written: false,
  });
  expect(calls).toEqual(['ping', 'later', 'breaks', 'breaks']);
});

test('a null goes up to where it may be', async () => {
  expect(await hot('{ ping refuses later }')).toEqual({
    data: null,
    errors: [{ message: 'Never.', path: ['refuses'] }],
    written: false,
  });
  expect(calls).toEqual(['ping', 'refuses', 'later']);
  const { data, errors } = await hot('{ place { id must } ping }');
  expect(data).toEqual({ place: null, ping: 'pong' });
  expect(errors).toMatchObject([{ path: ['place', 'must'] }]);
});

test('a mutation that fails is not run again; where no null may be, the rest is not run', async () => {
  const failed = await hot('mutation { a: add(what: "a") fail b: add(what: "b") }');
  expect(failed).toMatchObject({ data: { a: ['a'], fail: null, b: ['a', 'fail', 'b'] }, errors: [{ path: ['fail'] }] });
  const stopped = await hot('mutation { a: add(what: "a") stop b: add(what: "b") }');
  expect(stopped).toMatchObject({ data: null, errors: [{ path: ['stop'] }] });
  expect(added).toEqual(['a', 'stop']);
});
