import { describe, expect, test } from 'vitest';
import type { ConfigInput } from '../src/index.ts';
import { createTestGateway } from '../src/testing.ts';
import { sdlFolder } from './support/projects/sdl-folder.ts';

const SDL = `
  type Query {
    page(
      first: Int = 10 @constraint(min: 1, max: 100)
      share: Float @constraint(min: 0, max: 1)
      code: String @constraint(pattern: "^[A-Z]{3}$")
      codes: [[String!]!] @constraint(maxLength: 3)
      tag: ID @constraint(minLength: 2, maxLength: 4)
      hostile: String @constraint(pattern: "^(a+)+$")
      order: Order
    ): String
    shape: Shape
  }
  input Order {
    email: String! @constraint(format: "email")
    lines: [Line!]
    parent: Order
  }
  input Line { count: Int! = 1 @constraint(min: 1) note: String }
  interface Shape { area(in: String): Int }
  type Circle implements Shape { area(in: String @constraint(maxLength: 2)): Int }
`;
const resolvers: ConfigInput['resolvers'] = {
  Query: { page: () => 'ok', shape: () => ({ __typename: 'Circle' }) },
  Circle: { area: () => 3 },
};

const served = async (sdl = SDL) => {
  const folder = sdlFolder({ 'schema.graphql': sdl });
  const gateway = await createTestGateway({ root: folder.root, config: { schema: 'schema.graphql', resolvers } });
  return {
    ask: async (query: string, variables: object = {}) => {
      const { status, body } = await gateway.post({ query, variables });
      const words = body.errors?.map(({ message, extensions }) => `${extensions.code}: ${message}`);
      return words ? [status, ...words] : [status];
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      folder[Symbol.dispose]();
    },
  };
};

const ORDER = 'query O($order: Order) { page(order: $order) }';
const HOSTILE = 'query H($text: String) { page(hostile: $text) }';
const bad = (...words: string[]) => [422, ...words.map((one) => `BAD_USER_INPUT: ${one}`)];

describe('@constraint', () => {
  test.each<[string, string, object, unknown[]]>([
    ['a literal', '{ page(first: 1) }', {}, [200]],
    ['a literal too small', '{ page(first: 0) }', {}, bad('Query.page(first:) must be at least 1.')],
    ['a literal too large', '{ page(first: 101) }', {}, bad('Query.page(first:) must be at most 100.')],
    ['null', '{ page(first: null) }', {}, [200]],
    ['a variable', 'query P($n: Int) { page(first: $n) }', { n: 100 }, [200]],
    ['a variable left out', 'query P($n: Int) { page(first: $n) }', {}, [200]],
    ['a variable too large', 'query P($n: Int) { page(first: $n) }', { n: 101 }, bad('$n must be at most 100.')],
    ['a default too large', 'query P($n: Int = 101) { page(first: $n) }', {}, bad('$n must be at most 100.')],
    ['a fraction', 'query P($n: Float) { page(share: $n) }', { n: 1.5 }, bad('$n must be at most 1.')],
    ['a pattern', '{ page(code: "AMS") }', {}, [200]],
    ['a pattern missed', '{ page(code: "ams") }', {}, bad('Query.page(code:) must match ^[A-Z]{3}$.')],
    [
      'an item of a list in a list',
      'query P($codes: [[String!]!]) { page(codes: $codes) }',
      { codes: [['a'], ['b', 'long']] },
      bad('$codes[1][1] must have at most 3 characters.'),
    ],
    [
      'one item for a list',
      '{ page(codes: "long") }',
      {},
      bad('Query.page(codes:)[0][0] must have at most 3 characters.'),
    ],
    ['characters, not units of UTF-16', 'query P($t: ID) { page(tag: $t) }', { t: '😀😀😀😀' }, [200]],
    ['too few of them', 'query P($t: ID) { page(tag: $t) }', { t: '😀' }, bad('$t must have at least 2 characters.')],
    ['a member of an input', ORDER, { order: { email: 'a@example.org', lines: [{ count: 1 }] } }, [200]],
    [
      'all members at once, and those of an input in itself',
      ORDER,
      { order: { email: 'a', lines: [{ count: 2 }, { count: 0 }], parent: { email: 'b@c', parent: { email: '' } } } },
      bad(
        '$order.email must be of the format email.',
        '$order.lines[1].count must be at least 1.',
        '$order.parent.parent.email must be of the format email.',
      ),
    ],
    [
      'a variable within a literal',
      'query P($n: Int!) { page(order: { email: "a@b", lines: [{ count: $n }, { count: -1 }] }) }',
      { n: 0 },
      bad('Query.page(order:).lines.count must be at least 1.', '$n must be at least 1.'),
    ],
    [
      'an argument of an object behind an interface',
      '{ shape { area(in: "foot") } }',
      {},
      bad('Circle.area(in:) must have at most 2 characters.'),
    ],
    [
      'in a fragment',
      '{ ...F } fragment F on Query { page(first: 0) }',
      {},
      bad('Query.page(first:) must be at least 1.'),
    ],
  ])('%s', async (_, query, variables, answer) => {
    await using gateway = await served();
    expect(await gateway.ask(query, variables)).toEqual(answer);
  });

  test('a text that keeps a pattern busy takes linear time', async () => {
    await using gateway = await served();
    await gateway.ask(HOSTILE, { text: 'a' });
    const before = process.threadCpuUsage();
    expect(await gateway.ask(HOSTILE, { text: `${'a'.repeat(20_000)}b` })).toEqual(bad('$text must match ^(a+)+$.'));
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(100);
  });

  test('stays unseen by clients', async () => {
    await using gateway = await served();
    expect(await gateway.ask('{ page(first: 1) @constraint }')).toEqual([
      422,
      'GRAPHQL_VALIDATION_FAILED: Unknown directive "@constraint".',
    ]);
  });
});

const field = (constraint: string, type = 'Int') => `type Query {\n  a(b: ${type} @constraint${constraint}): Int\n}`;
const AT = 'a.graphql:2:12: @constraint of Query.a(b:): ';

test.each<[string, string, string]>([
  ['(min: 2, max: 1)', 'Int', 'min 2 is above max 1.'],
  ['(minLength: 2, maxLength: 1)', 'String', 'minLength 2 is above maxLength 1.'],
  ['(maxLength: -1)', 'String', 'no text has -1 characters.'],
  ['(maxLength: 1)', 'Int', '`maxLength` says nothing of the type Int; it takes min, max.'],
  ['(min: 1)', 'Boolean', '`min` says nothing of the type Boolean; it takes none: put them on the fields of the type.'],
  [
    '(pattern: "(")',
    'String',
    'the pattern is not taken (error parsing regexp: missing closing ): `(`). Patterns are in the syntax of RE2, which takes linear time.',
  ],
  [
    '(format: "mail")',
    'String',
    'the format "mail" is not known. Did you mean "email"? Formats: email, uri, uuid, date, date-time, ipv4, ipv6, hostname.',
  ],
])('@constraint%s on %s is told with its place', async (constraint, type, message) => {
  using folder = sdlFolder({ 'a.graphql': field(constraint, type) });
  const { status, findings } = await folder.check();
  const [line = ''] = findings;
  expect([status, line.replace(/2:\d+/, '2:12')]).toEqual([1, `${AT}${message}`]);
});

test('a default that is not taken keeps the gateway from starting', async () => {
  const sdl = SDL.replace('Int = 10', 'Int = 0');
  await expect(served(sdl)).rejects.toThrow(
    /schema\.graphql:4:22: @constraint of Query\.page\(first:\): the default must be at least 1\./,
  );
});

test('of a variable’s name little is repeated', async () => {
  await using one = await served();
  const long = 'x'.repeat(500);
  expect(await one.ask(`query ($${long}: Int) { page(first: $${long}) }`, { [long]: 0 })).toEqual([
    422,
    `BAD_USER_INPUT: $${'x'.repeat(64)}… must be at least 1.`,
  ]);
});
