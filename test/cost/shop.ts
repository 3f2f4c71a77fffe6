import { parse } from 'graphql';
import { CostRules } from '../../src/governance/cost/rules/cost-rules.ts';
import { readGraph } from '../../src/graph/merge/read-graph.ts';
import { readOwnSdl } from '../../src/graph/sdl-files.ts';

/** A schema that uses all that costs can hang on. */
export const SHOP = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize", "@requires"])

  type Query {
    users(max: Int): [User] @listSize(slicingArguments: ["max"], assumedSize: 7)
    search(filter: Filter = { page: { first: 4 } }, ids: [ID!]): [Hit!]! @listSize(slicingArguments: ["filter.page.first", "ids"], requireOneSlicingArgument: false)
    connection(first: Int = 20, last: Int, hint: String @cost(weight: 3)): Connection @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges", "more { nodes }"], requireOneSlicingArgument: false)
    me(filters: [Filter!]): User
    any: Hit
  }
  type Mutation { save(input: Save!, note: String @cost(weight: "1.5")): User }
  input Save { name: String!, tags: [Tag!]! = [{ text: "a" }], lines: [Line!]!, more: Save, mood: Mood }
  input Tag { text: String @cost(weight: "2") }
  input Line { text: String }
  input Filter { text: String @cost(weight: 2), page: Page = { first: 9 }, not: Filter, and: [Filter!] }
  input Page { first: Int = 3 }
  enum Mood @cost(weight: 2) { GOOD BAD }
  interface Named { id: ID! name: String friends(first: Int! = 2): [User!]! @listSize(slicingArguments: ["first"]) }
  union Hit = User | Product
  type User implements Named { id: ID! name: String age: Int @cost(weight: "2.0") mood: Mood moods: [Mood] self: User named: Named hit: Hit friends(first: Int! = 2): [User!]! orders: [Order!] }
  type Product implements Named @cost(weight: "2.5") { id: ID! name: String @cost(weight: 4) friends(first: Int! = 2): [User!]! related(ids: [ID!]!): [Product] @listSize(slicingArguments: ["ids"]) maker: User stock: Int @requires(fields: "maker { name self { age } }") }
  type Order { id: ID! product: Product user: User }
  type Connection { edges: [Edge] more: More }
  type More { nodes: [User] }
  type Edge { node: Named }
`;

/** The graph of one SDL text, with the rules of its costs. */
export function costGraph(sdl: string, listSize = 10) {
  const { inner, findings } = readGraph({ ...readOwnSdl(), users: [parse(sdl)] });
  if (!inner) throw new Error(findings.map(({ message }) => message).join('\n'));
  return { inner, rules: new CostRules(inner.schema, listSize), schema: inner.schema };
}
