import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type ConfigInput, errors } from '../../../src/index.ts';

const CONNECTED = `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1" })
`;
const ITEM = 'id name size price tags maker { name country }';

const TYPES = (items: string, item: string): string => `
  type Query {
    items(first: Int = 3, in: [Kind!]): [Item!]! ${items}
    item(id: ID!): Item ${item}
    search(filter: Filter!, text: String): [Found!]
    node(id: ID!): Node
    sum(of: [Int!], by: Float = 1): Float
    lost: Item
  }
  type Mutation { rename(id: ID!, name: String!): Item }
  interface Node { id: ID! name: String }
  union Found = Item | Maker
  type Item implements Node { id: ID! name: String size: Kind price: Float tags: [String!] maker: Maker }
  type Maker { name: String! country: String }
  enum Kind { SMALL LARGE }
  input Filter { text: String min: Float = 0 kinds: [Kind!] and: [Filter!] not: Filter }
`;

/** The graph that the gateway serves: half of it by connectors, half by code. */
export const SDL =
  CONNECTED +
  TYPES(
    `@connect(source: "api", http: { GET: "/items" }, selection: "${ITEM}")`,
    `@connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "${ITEM}")`,
  );

const items = [
  { id: '1', name: 'cup', size: 'SMALL', price: 2.5, tags: ['red'], maker: { name: 'Ada', country: 'NL' } },
  { id: '2', name: null, size: null, price: null, tags: null, maker: null },
  { id: '3', name: 'äöü " \\ \u2028', size: 'LARGE', price: 1e21, tags: [], maker: { name: '', country: null } },
];

/** What the service behind the connectors has at an address; `undefined` for nothing. */
export const served = (path: string): unknown =>
  path === '/items' ? items : items.find(({ id }) => `/items/${encodeURIComponent(id)}` === path);

type Args = Readonly<Record<string, never>>;

const coded = {
  Query: {
    search: () => [
      { __typename: 'Item', ...items[0] },
      { __typename: 'Maker', name: 'Bo', country: 'BE' },
    ],
    node: (_: unknown, { id }: Args) => ({ __typename: 'Item', ...items[1], id }),
    sum: (_: unknown, { of, by }: { readonly of?: readonly number[]; readonly by?: number }) =>
      (of ?? []).reduce((sum, one) => sum + one, 0) * (by ?? 1),
    lost: () => {
      throw errors.notFound({ type: 'Item', id: '9' });
    },
  },
  Mutation: { rename: (_: unknown, { id, name }: Args) => ({ ...items[0], id, name }) },
};

export const resolvers: ConfigInput['resolvers'] = coded;

/** The same graph for graphql-js alone. */
export function plainSchema(): GraphQLSchema {
  const connected = {
    items: () => items,
    item: (_: unknown, { id }: Args) => items.find((one) => one.id === id) ?? null,
    lost: () => {
      throw new GraphQLError('lost');
    },
  };
  return makeExecutableSchema({
    typeDefs: TYPES('', ''),
    resolvers: { ...coded, Query: { ...coded.Query, ...connected } },
  });
}
