import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { policyOf } from '../../src/execution/cache-policy.ts';
import { costGraph } from '../cost/shop.ts';

/** As Apollo Server's users write it into their schema. */
const DIRECTIVE = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
`;

const SDL = `
  type Query {
    plain: Int
    aged: Int @cacheControl(maxAge: 20)
    book: Book
    bookFor: Book @cacheControl(maxAge: 90)
    mine: Book @cacheControl(scope: PRIVATE)
    inherits: Book @cacheControl(inheritMaxAge: true)
    bare: Bare
    bareFor: Bare @cacheControl(maxAge: 50)
    loose: Loose @cacheControl(maxAge: 70)
    looseRoot: Loose
    named: Named @cacheControl(maxAge: 80)
    thing: Thing @cacheControl(maxAge: 80)
  }
  interface Named @cacheControl(maxAge: 44) { name: String }
  union Thing @cacheControl(maxAge: 45) = Book | Bare
  type Book implements Named @cacheControl(maxAge: 60) {
    name: String
    short: String @cacheControl(maxAge: 5)
    secret: String @cacheControl(scope: PRIVATE)
    author: Bare
    authorInherits: Bare @cacheControl(inheritMaxAge: true)
    authorPrivate: Bare @cacheControl(inheritMaxAge: true, scope: PRIVATE)
    next: Book
    nextInherits: Book @cacheControl(inheritMaxAge: true, maxAge: 3)
    loose: Loose
  }
  type Bare { name: String book: Book loose: Loose }
  type Loose @cacheControl(inheritMaxAge: true) { name: String bare: Bare }
`;

const book = (): Record<string, unknown> => ({
  __typename: 'Book',
  name: 'n',
  short: 's',
  secret: 'x',
  author: bare,
  authorInherits: bare,
  authorPrivate: bare,
  next: book,
  nextInherits: book,
  loose,
});
const bare = (): Record<string, unknown> => ({ __typename: 'Bare', name: 'n', book, loose });
const loose = (): Record<string, unknown> => ({ name: 'n', bare });
const root = { plain: () => 1, aged: () => 1, book, bookFor: book, mine: book, inherits: book, bare, bareFor: bare };

const graph = costGraph(`${SDL} ${DIRECTIVE}`);

async function apollo(query: string, defaultMaxAge: number): Promise<string | undefined> {
  const server = new ApolloServer({
    typeDefs: SDL + DIRECTIVE,
    resolvers: { Query: { ...root, loose, looseRoot: loose, named: book, thing: bare } },
    plugins: [ApolloServerPluginCacheControl({ defaultMaxAge })],
    stopOnTerminationSignals: false,
  });
  const { body, http } = await server.executeOperation({ query });
  await server.stop();
  if (body.kind !== 'single' || body.singleResult.errors) throw new Error(JSON.stringify(body));
  return http.headers.get('cache-control');
}

function ours(query: string, defaultMaxAge: number): string {
  const { maxAge, scope } = policyOf({ document: parse(query) }, { ...graph, gates: () => [] }, defaultMaxAge);
  return maxAge > 0 ? `max-age=${maxAge}, ${scope.toLowerCase()}` : 'no-store';
}

const queries = [
  '{ __typename }',
  '{ plain }',
  '{ aged }',
  '{ book { name } }',
  '{ bookFor { name } }',
  '{ bookFor { short } }',
  '{ bookFor { secret } }',
  '{ mine { name } }',
  '{ inherits { name } }',
  '{ bare { name } }',
  '{ bareFor { name } }',
  '{ bareFor { book { name } } }',
  '{ bareFor { loose { name } } }',
  '{ book { author { name } } }',
  '{ book { authorInherits { name } } }',
  '{ book { authorPrivate { name } } }',
  '{ book { next { name } } }',
  '{ book { nextInherits { name } } }',
  '{ book { loose { name } } }',
  '{ book { loose { bare { name } } } }',
  '{ loose { name } }',
  '{ looseRoot { name } }',
  '{ named { name } }',
  '{ thing { ... on Bare { name } } }',
  '{ bookFor { name } aged }',
];

test.each(queries.flatMap((query) => [0, 33].map((defaultMaxAge) => ({ query, defaultMaxAge }))))(
  '$query with $defaultMaxAge is kept as long as Apollo Server lets it',
  async ({ query, defaultMaxAge }) => {
    expect(ours(query, defaultMaxAge)).toBe(await apollo(query, defaultMaxAge));
  },
);
