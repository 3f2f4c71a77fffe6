import { getVariableValues, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import type { VariableRange } from '../../src/kernel/documents/promises.ts';
import { operationOf } from '../../src/kernel/documents/selections.ts';
import { costOfDocument } from '../../src/governance/cost/formula/cost-of-document.ts';
import { compileCost } from '../../src/governance/cost/formula/evaluate.ts';
import { MOST_POINTS } from '../../src/governance/cost/formula/expression.ts';
import { formulaText } from '../../src/governance/cost/formula/formula-text.ts';
import { maximumOf } from '../../src/governance/cost/formula/maximum.ts';
import { complexityOf } from '../../src/governance/cost/free/complexity.ts';
import { costGraph } from './shop.ts';

const SDL = `
  type Query {
    users(max: Int): [User] @listSize(slicingArguments: ["max"])
    sixty(first: Int = 60, last: Int): [User] @listSize(slicingArguments: ["first", "last"], assumedSize: 2, requireOneSlicingArgument: false)
    paged(input: Search = { page: { first: 4 } }): [User] @listSize(slicingArguments: ["input.page.first"], assumedSize: 2)
    byIds(ids: [ID!]!): [User] @listSize(slicingArguments: ["ids"])
    connection(first: Int!): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "results { page }"])
    everyone: [User] names: [String] user: User hit: Hit free: User @cost(weight: 0)
    weighed(text: String @cost(weight: 4), where: Where): User
  }
  type Mutation { save(age: Int): User }
  input Search { page: Page text: String @cost(weight: "2") }
  input Page { first: Int = 3 }
  input Where { text: String @cost(weight: 2) not: Where all: [Where!] }
  type User { name: String age: Int @cost(weight: "2.0") half: Int @cost(weight: "0.5") friend: User friends: [User] }
  type Product @cost(weight: 5) { name: String price: Int @cost(weight: 3) }
  union Hit = User | Product
  type Connection { edges: [Edge] results: Results total: Int }
  type Edge { node: User }
  type Results { page: [User] others: [User] }
`;

const { rules, schema } = costGraph(SDL);
const complexity = complexityOf(rules, schema);

type Case = readonly [points: number, formula: string, text: string, variables?: Readonly<Record<string, unknown>>];

const cases: readonly Case[] = [
  // specs §3.1's example by the arithmetic of §3.2, and the operation's own weight
  [15, '15', '{ users(max: 5) { age } }'],
  [11, '11', 'mutation { save { name } }'],
  [13, '13', 'mutation { save { age } }'],
  [1, '0', '{ __typename }'],
  [1, '0', '{ names }'],
  [1, '0', '{ free { name } }'],
  // the same with a variable
  [15, '$n × 3', 'query ($n: Int!) { users(max: $n) { age } }', { n: 5 }],
  [1, '$n × 3', 'query ($n: Int!) { users(max: $n) { age } }', { n: -5 }],
  [30, '($n or else 10) × 3', 'query ($n: Int) { users(max: $n) { age } }', {}],
  [30, '($n or else 10) × 3', 'query ($n: Int = 4) { users(max: $n) { age } }', { n: null }],
  [12, '($n or else 10) × 3', 'query ($n: Int = 4) { users(max: $n) { age } }'],
  // the largest of the slicing arguments, defaults counting; else the size assumed; else 10
  [60, '60', '{ sixty { name } }'],
  [70, '70', '{ sixty(last: 70) { name } }'],
  [70, 'max($n, 60)', 'query ($n: Int!) { sixty(last: $n) { name } }', { n: 70 }],
  [2, '2', '{ sixty(first: null) { name } }'],
  [60, '(($n or else 60) or else 2)', 'query ($n: Int) { sixty(first: $n) { name } }'],
  [2, '(($n or else 60) or else 2)', 'query ($n: Int) { sixty(first: $n) { name } }', { n: null }],
  [10, '10', '{ everyone { name } }'],
  [110, '110', '{ everyone { friends { name } } }'],
  // dot-paths
  [6, '6', '{ paged { name } }'],
  [8, '8', '{ paged(input: { page: { first: 6 } }) { name } }'],
  [5, '5', '{ paged(input: { page: {} }) { name } }'],
  [3, '3', '{ paged(input: {}) { name } }'],
  [11, '2 + $n', 'query ($n: Int!) { paged(input: { page: { first: $n } }) { name } }', { n: 9 }],
  [
    11,
    '(($s.page.first or else 4) or else 2) + weight of $s',
    'query ($s: Search) { paged(input: $s) { name } }',
    { s: { page: { first: 9 } } },
  ],
  [
    5,
    '(($s.page.first or else 4) or else 2) + weight of $s',
    'query ($s: Search) { paged(input: $s) { name } }',
    { s: { page: {} } },
  ],
  // a list as slicing argument
  [2, '2', '{ byIds(ids: ["a", "b"]) { name } }'],
  [3, 'count($ids)', 'query ($ids: [ID!]!) { byIds(ids: $ids) { name } }', { ids: ['a', 'b', 'c'] }],
  // sized fields
  [41, '1 + $n × 2', 'query ($n: Int!) { connection(first: $n) { edges { node { name } } total } }', { n: 20 }],
  [22, '2 + $n', 'query ($n: Int!) { connection(first: $n) { results { page { name } } } }', { n: 20 }],
  [12, '12', '{ connection(first: 20) { results { others { name } } } }'],
  // abstract types: the dearest
  [8, '8', '{ hit { ... on Product { price name } ... on User { age } } }'],
  [5, '5', '{ hit { __typename } }'],
  // arguments: their own weight, and of input objects those of the fields that are given
  [5, '5', '{ weighed(text: "x") { name } }'],
  [1, '1', '{ weighed(text: null) { name } }'],
  [5, '1 + weight of $t', 'query ($t: String) { weighed(text: $t) { name } }', { t: 'x' }],
  [7, '7', '{ weighed(where: { text: "x", not: {}, all: [{}, {}] }) { name } }'],
  [
    7,
    '2 + weight of $w.text + weight of $w.not + weight of $w.all',
    'query ($w: Where!) { weighed(where: $w) { name } }',
    { w: { text: 'x', not: {}, all: [{}, {}] } },
  ],
  // one key is answered once, from however many fragments; two parents are two
  [4, '4', '{ user { ...A ...A friend { age } } } fragment A on User { friend { age } }'],
  [
    14,
    '4 + $n',
    'query ($n: Int!) { user { ...A } users(max: $n) { ...B } } fragment A on User { ...B friend { age } } fragment B on User { name }',
    { n: 10 },
  ],
  // conditions
  [1, '1 + (2 if not $c)', 'query ($c: Boolean!) { user { age @skip(if: $c) } }', { c: true }],
  [3, '1 + (2 if not $c)', 'query ($c: Boolean!) { user { age @skip(if: $c) } }', { c: false }],
  // the same selection with and without a condition
  [
    7,
    '7 + (3 if not $c)',
    `query ($c: Boolean!) { a: user { ...A ...B } b: user { ...A ...B @skip(if: $c) } }
     fragment A on User { friend { name } } fragment B on User { friend { ...C } } fragment C on User { friend { age } }`,
    { c: true },
  ],
  // whole points, upwards
  [2, '1.5', '{ user { half } }'],
];

function read(text: string, raw: Readonly<Record<string, unknown>> = {}) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const { coerced = {}, errors } = getVariableValues(
    schema,
    operationOf(document, null).variableDefinitions ?? [],
    raw,
  );
  expect(errors).toBeUndefined();
  return { document, coerced, made: costOfDocument(rules, schema, document, null) };
}

const named = cases.map(([points, formula, text, raw]) => ({ points, formula, text, raw }));

test.each(named)('$points = $formula: $text', ({ points, formula, text, raw }) => {
  const { document, coerced, made } = read(text, raw);
  expect(formulaText(made.cost)).toBe(formula);
  expect(compileCost(made)(coerced)).toBe(points);
  expect(complexity({ document, name: null }, coerced)).toBe(points);
});

test('a cost that nobody can count stops at the largest whole number', () => {
  const deep = `query ($n: Int!) { users(max: $n) { ${'friends { '.repeat(30)} name ${'} '.repeat(30)} } }`;
  const { document, coerced, made } = read(deep, { n: 2_147_483_647 });
  expect(compileCost(made)(coerced)).toBe(MOST_POINTS);
  expect(complexity({ document, name: null }, coerced)).toBe(MOST_POINTS);
});

test('fragments that double at every level are counted in no time', () => {
  const levels = Array.from(
    { length: 40 },
    (_, n) => `fragment F${n} on User { a: friend { ...F${n + 1} } b: friend { ...F${n + 1} } }`,
  );
  const text =
    `query ($n: Int!) { user { ...F0 } } ${levels.join(' ')} fragment F40 on User { friends { name } }`.replace(
      '($n: Int!) ',
      '',
    );
  const startedAt = performance.now();
  const { document, made } = read(text);
  expect(compileCost(made)({})).toBe(1 + 2 ** 41 - 2 + 10 * 2 ** 40);
  expect(complexity({ document, name: null }, {})).toBe(MOST_POINTS);
  expect(performance.now() - startedAt).toBeLessThan(500);
});

const maxima: readonly (readonly [
  max: number | 'unbounded',
  because: readonly string[],
  text: string,
  ranges?: readonly VariableRange[],
])[] = [
  [15, [], '{ users(max: 5) { age } }'],
  [30, [], 'query ($n: Int!) { users(max: $n) { age } }', [{ variable: 'n', max: 10 }]],
  ['unbounded', ['n'], 'query ($n: Int!) { users(max: $n) { age } }'],
  ['unbounded', ['n'], 'query ($n: Int!) { users(max: $n) { age } }', [{ variable: 'n', min: 1 }]],
  // left out, the variable is what the schema assumes
  [60, [], 'query ($n: Int) { sixty(first: $n) { name } }', [{ variable: 'n', max: 10 }]],
  [1, [], 'query ($n: Int!) { users(max: $n) @skip(if: true) { age } user { name } }'],
  ['unbounded', ['ids'], 'query ($ids: [ID!]!) { byIds(ids: $ids) { name } }'],
  [20, [], 'query ($ids: [ID!]!) { byIds(ids: $ids) { name } }', [{ variable: 'ids', max: 20 }]],
  [22, [], 'query ($s: Search!) { paged(input: $s) { name } }', [{ variable: 's.page.first', max: 18 }]],
  // an input inside itself has no end
  ['unbounded', ['w.all', 'w.not'], 'query ($w: Where) { weighed(where: $w) { name } }'],
  // never both
  [4, [], 'query ($c: Boolean!) { user { age @skip(if: $c) friend @include(if: $c) { age } } }'],
];

const bounds = maxima.map(([max, because, text, ranges = []]) => ({ max, because, text, ranges }));

test.each(bounds)('at most $max ($because): $text', ({ max, because, text, ranges }) => {
  const document = parse(text);
  const found = maximumOf(costOfDocument(rules, schema, document, null), ranges);
  expect(found).toEqual(max === 'unbounded' ? { points: max, because } : { points: max });
});
