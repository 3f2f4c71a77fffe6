import { buildSchema, execute, type ExecutionResult, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { GatewayContext } from '../../kernel/fields/resolver.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import { compileAnswer } from './compile-answer.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    thing: Thing
    must: Thing!
    any: [Any!]
  }
  union Any = Thing | Other
  enum Size {
    BIG
    SMALL
  }
  scalar Stamp
  type Thing {
    id: ID!
    name: String
    count: Int
    share: Float
    on: Boolean
    size: Size
    at: Stamp
    tags: [[String]!]
    thing: Thing
    must: String!
  }
  type Other {
    name: String
    id: ID!
  }
`);
const graph: Graph = {
  schema,
  hash: '',
  copy: () => schema,
  inner: { schema, document: parse('{ a }'), connectVersion: () => '0.3' },
  warnings: [],
  isCoded: () => false,
  gates: () => [],
};

/** What both lanes make of the same values. */
function both(query: string, values: Record<string, unknown>, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  // Of what was fetched the root's fields stand under the keys of the answer; graphql-js reads them by name.
  const root = Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, value]));
  const expected = execute({ schema, document, rootValue: values, variableValues: variables }) as ExecutionResult;
  const write = compileAnswer(graph, document, null);
  // The lane reads nothing else of the context.
  const written = write?.({ exchange: { variables }, fetched: { root } } as unknown as GatewayContext);
  return {
    text: written instanceof WrittenResult ? written.text : undefined,
    expected: expected.errors ? undefined : JSON.stringify(expected.data),
  };
}

test.each<[string, string, Record<string, unknown>, Record<string, unknown>?]>([
  [
    'plain values',
    '{ thing { id name count share on size } }',
    { thing: { id: '1', name: 'a', count: 3, share: 0.5, on: true, size: 'BIG' } },
  ],
  ['values that are coerced', '{ thing { id name count on } }', { thing: { id: 7, name: 12, count: '3', on: 1 } }],
  [
    'characters that need escapes',
    '{ thing { id name } }',
    { thing: { id: '"\\', name: `\n\u0000\ud800 ${'long '.repeat(20)}"` } },
  ],
  ['nulls and what is not there', '{ thing { name thing { name } } any { __typename } }', { thing: { thing: null } }],
  ['lists of lists', '{ thing { tags } }', { thing: { tags: [['a', null], []] } }],
  ['a scalar of the user’s own', '{ thing { at } }', { thing: { at: { any: ['thing'] } } }],
  [
    'abstract types, each with its own order of keys',
    '{ any { ... on Other { name id } ... on Thing { id name } __typename } }',
    {
      any: [
        { __typename: 'Thing', id: '1' },
        { __typename: 'Other', id: '2' },
      ],
    },
  ],
  [
    'conditions',
    'query ($a: Boolean!) { thing { name @include(if: $a) id @skip(if: $a) count } }',
    { thing: { id: 1, name: 'x', count: 1 } },
    { a: false },
  ],
  ['keys of the document’s own', '{ thing { first: id __proto__: name } }', { thing: { id: '1', name: 'n' } }],
])('writes what graphql-js completes: %s', (_, query, values, variables) => {
  const { text, expected } = both(query, values, variables);
  expect(expected).toBeDefined();
  expect(text).toBe(expected);
});

test.each<[string, string, Record<string, unknown>]>([
  ['an error among the values', '{ thing { name } }', { thing: { name: new Error('no') } }],
  ['a null that may not be', '{ thing { must } }', { thing: {} }],
  ['a list that is none', '{ thing { tags } }', { thing: { tags: 'a' } }],
  ['a number that is none', '{ thing { count } }', { thing: { count: 1.5 } }],
  ['a value outside of its enum', '{ thing { size } }', { thing: { size: 'HUGE' } }],
  ['an object of no known type', '{ any { __typename } }', { any: [{}] }],
])('leaves to graphql-js: %s', (_, query, values) => {
  expect(both(query, values)).toEqual({ text: undefined, expected: undefined });
});
