import { parse, Source } from 'graphql';
import { expect, test } from 'vitest';
import { checkCost } from '../../src/governance/cost/rules/check-cost.ts';
import { readGraph } from '../../src/graph/merge/read-graph.ts';
import { readOwnSdl } from '../../src/graph/sdl-files.ts';

function findings(fields: string, more = ''): readonly string[] {
  const sdl = `type Query { ${fields} } type User { name: String friends: [User] boss: User } ${more}`;
  const users = [parse(new Source(sdl, 'shop.graphql'))];
  return readGraph({ ...readOwnSdl(), users }, { checks: [checkCost] }).findings.map(
    ({ severity, file, line, column, message }) => `${severity} ${file}:${line}:${column}: ${message}`,
  );
}

const wrong: readonly (readonly [fields: string, column: number, message: string])[] = [
  [
    'a: Int @cost(weight: -2)',
    21,
    'The weight -2 is negative, and nothing can make an operation cheaper. Write 0 or more.',
  ],
  ['a: Int @cost(weight: "much")', 21, 'The weight of @cost is a number, such as 5, or its text.'],
  [
    'a: Int @listSize(assumedSize: 3)',
    21,
    'Query.a is no list. Name the lists below it by `sizedFields`, or remove @listSize.',
  ],
  ['a: [Int] @listSize(assumedSize: -3)', 46, 'No list has -3 items. Write 0 or more.'],
  ['a: [Int] @listSize', 23, '@listSize of Query.a says no size. Give it `slicingArguments` or an `assumedSize`.'],
  [
    'a(first: Int): [Int] @listSize(slicingArguments: ["frist"])',
    64,
    'Query.a has no argument `frist`. Did you mean "first"? It has: first.',
  ],
  [
    'a(after: String): [Int] @listSize(slicingArguments: ["after"])',
    67,
    '`after` is String, which says no number of items. A slicing argument is an Int or a list.',
  ],
  [
    'a(page: Page): [Int] @listSize(slicingArguments: ["page.frist"])',
    64,
    '`page.frist` leads nowhere: Page has no field frist. Did you mean "first"?',
  ],
  [
    'a: User @listSize(assumedSize: 3, sizedFields: ["freinds"])',
    62,
    'User has no field freinds. Did you mean "friends"?',
  ],
  [
    'a: User @listSize(assumedSize: 3, sizedFields: ["boss"])',
    62,
    'User.boss is no list, so it has no size. Name a list.',
  ],
  [
    'a: User @listSize(assumedSize: 3, sizedFields: ["boss { boss }"])',
    62,
    'User.boss is no list, so it has no size. Name a list.',
  ],
  [
    'a: User @listSize(assumedSize: 3, sizedFields: ["boss {"])',
    62,
    '"boss {" is neither the name of a field nor a selection such as "results { page }".',
  ],
];

test.each(wrong)('%s', (fields, column, message) => {
  expect(findings(fields, 'input Page { first: Int }')).toEqual([`error shop.graphql:1:${column}: ${message}`]);
});

const right = [
  'a: [Int] @cost(weight: 2) @listSize(assumedSize: 3)',
  'a: [Int] @cost(weight: "2.5")',
  'a(first: Int!, ids: [ID!]): [Int] @listSize(slicingArguments: ["first", "ids"])',
  'a(first: PositiveInt): [Int] @listSize(slicingArguments: ["first"])',
  'a(first: Int): User @listSize(slicingArguments: ["first"], sizedFields: ["friends", "boss { friends }"])',
];

test.each(right)('%s is in order', (fields) => expect(findings(fields, 'scalar PositiveInt')).toEqual([]));

test('both spellings of the definition are known, and a directive of the users’ own is left alone', () => {
  const ibm = 'directive @cost(weight: String!) on FIELD_DEFINITION';
  const apollo = 'directive @cost(weight: Int!) on FIELD_DEFINITION';
  const own = 'directive @cost(complexity: Int!) on FIELD_DEFINITION';
  expect(findings('a: Int @cost(weight: "2")', ibm)).toEqual([]);
  expect(findings('a: Int @cost(weight: 2)', apollo)).toEqual([]);
  expect(findings('a: Int @cost(complexity: -2)', own)).toEqual([]);
});
