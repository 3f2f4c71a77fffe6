import { describe, expect, test } from 'vitest';
import { tollgate } from '../support/readings/cli.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.12';
const CONNECT = 'https://specs.apollo.dev/connect/v0.3';
const QUERY = 'type Query { a: ID }';

const check = async (text: string, ...options: readonly string[]) => {
  using folder = sdlFolder({ 'a.graphql': text });
  return await folder.check(...options);
};

describe('a file that uses standard directives under the names that its links give is clean', () => {
  test.each<[string, string]>([
    [
      'imported',
      `extend schema @link(url: "${FEDERATION}", import: ["@key"]) ${QUERY} type U @key(fields: "id") { id: ID }`,
    ],
    [
      'renamed',
      `extend schema @link(url: "${FEDERATION}", import: [{ name: "@key", as: "@by" }]) ${QUERY} type U @by(fields: "id") { id: ID }`,
    ],
    [
      'by prefix',
      `extend schema @link(url: "${FEDERATION}") ${QUERY} type U @federation__key(fields: "id") { id: ID }`,
    ],
    [
      'by a prefix of its own',
      `extend schema @link(url: "${FEDERATION}", as: "fed") ${QUERY} type U @fed__key(fields: "id") { id: ID }`,
    ],
    [
      'connect by prefix, its own directive by its name',
      `extend schema @link(url: "${CONNECT}") @connect__source(name: "s", http: { baseURL: "http://127.0.0.1" }) type Query { a: ID @connect(source: "s", http: { GET: "/" }, selection: "$") }`,
    ],
    [
      'a link that is called otherwise itself',
      `extend schema @l(url: "https://specs.apollo.dev/link/v1.0", as: "l") @l(url: "${FEDERATION}", import: ["@key"]) ${QUERY} type U @key(fields: "id") { id: ID }`,
    ],
    [
      'names swapped',
      `extend schema @link(url: "${FEDERATION}", import: [{ name: "@key", as: "@tag" }, { name: "@tag", as: "@key" }]) ${QUERY} type U @tag(fields: "id") @key(name: "x") { id: ID }`,
    ],
    ['without a link', `${QUERY} type U @key(fields: "id") { id: ID @tag(name: "x") }`],
    ['an entity that stands elsewhere', `extend type U @key(fields: "id") { id: ID }`],
    ['an entity that stands elsewhere, as it was once written', `type U @extends @key(fields: "id") { id: ID }`],
    [
      'definitions that a library printed',
      `${QUERY} directive @key(fields: _FieldSet!) repeatable on OBJECT scalar _FieldSet scalar federation__FieldSet type U @key(fields: "id") { id: ID }`,
    ],
    [
      'a directive of one’s own under a standard name',
      `${QUERY} directive @source(table: String!) on OBJECT type U @source(table: "u") { id: ID }`,
    ],
    [
      'types of one’s own under standard names',
      `type Query { a(b: ConnectBatch): FieldSet } scalar FieldSet input ConnectBatch { maxSize: FieldSet }`,
    ],
    ['a schema definition', `schema @link(url: "${FEDERATION}") { query: Query } ${QUERY}`],
  ])('%s', async (_, text) => {
    expect(await check(text, '--strict')).toMatchObject({ status: 0, findings: [], warnings: [] });
  });
});

describe('each file has links of its own', () => {
  test('which do not reach into another', async () => {
    using folder = sdlFolder({
      'a.graphql': `extend schema @link(url: "${FEDERATION}", import: [{ name: "@key", as: "@shareable" }]) type A @shareable(fields: "id") { id: ID b: B }`,
      'b.graphql': `extend schema @link(url: "${FEDERATION}", as: "f") type B @f__shareable { id: ID }`,
    });
    expect(await folder.check()).toMatchObject({
      status: 0,
      graphs: [['a.graphql', 'b.graphql']],
      warnings: ['b.graphql:1:87: Without effect in a graph that is one: @shareable.'],
    });
  });

  test('and files that do not use each other are graphs of their own', async () => {
    using folder = sdlFolder({
      'a.graphql': 'type Query { user: User } type User { id: ID }',
      'b.graphql': 'type Query { user: User } type User { name: String }',
      'c.graphql': 'type Query { order: Order }',
      'd.graphql': 'type Order { id: ID }',
    });
    expect(await folder.check('--strict')).toMatchObject({
      status: 0,
      graphs: [['a.graphql'], ['b.graphql'], ['c.graphql', 'd.graphql']],
      warnings: [
        expect.stringMatching(/^b\.graphql:1:27: .*such as User \(see a\.graphql\), would clash in one graph\.$/),
      ],
    });
  });
});

describe('subgraphs of one graph', () => {
  const link = `extend schema @link(url: "${FEDERATION}", import: ["@key", "@external", "@shareable", "@inaccessible"])`;
  const users = `${link} type Query { a: User } type User @key(fields: "id") { id: ID! name: String secret: ID } scalar Date enum E { A }`;
  const together = async (other: string) => {
    using folder = sdlFolder({ 'a.graphql': users, 'b.graphql': other, 'tollgate.config.yaml': 'schema: "*.graphql"' });
    return await tollgate(['schema', 'print'], folder.root);
  };

  test('may each define an entity, and types that are the same', async () => {
    const { stdout } = await together(
      `${link} type Query { m: Money } type User @key(fields: "id") @shareable { id: ID! @external age: Int secret: ID @inaccessible } scalar Date enum E { A } type Money @shareable { in: ID }`,
    );
    expect(stdout).toContain('type User {\n  id: ID!\n  name: String\n  age: Int\n}\n');
  });

  test.each([
    [
      'a field of two types',
      'type User @key(fields: "id") { id: ID! name: ID }',
      'Field "User.name" can only be defined once',
    ],
    ['a type that is no entity', 'type User { id: ID! }', 'There can be only one type named "User"'],
    ['enums that differ', 'enum E { A B }', 'There can be only one type named "E"'],
  ])('but not %s', async (_, other, message) => {
    const { status, stderr } = await together(`${link} ${other}`);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/a\.graphql:1:\d+: .* See also b\.graphql:1:\d+\./);
    expect(status).toBe(1);
  });
});

describe('what is wrong with a link is an error, with the place and what to do', () => {
  test.each<[string, string, string]>([
    [
      'no url',
      '@link(import: ["@key"])',
      '1:15: @link needs a `url`, such as "https://specs.apollo.dev/federation/v2.12".',
    ],
    [
      'no address',
      '@link(url: "federation")',
      '1:26: "federation" is no address. Write it in full, such as "https://specs.apollo.dev/connect/v0.3".',
    ],
    [
      'an unknown version of connect',
      '@link(url: "https://specs.apollo.dev/connect/v0.9")',
      '1:26: connect/v0.9 is not supported. Link one of connect/v0.1 to v0.4.',
    ],
    [
      'the first Federation',
      '@link(url: "https://specs.apollo.dev/federation/v1.0")',
      '1:26: federation/v1.0 is not supported. Link one of federation/v2.0 to v2.13.',
    ],
    [
      'a specification that must be known',
      '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)',
      '1:26: The gateway does not know https://specs.apollo.dev/join/v0.3, and the link is `for: EXECUTION`: without it the schema must not be served. Remove the link and what it imports.',
    ],
    [
      'an element that does not exist',
      `@link(url: "${FEDERATION}", import: ["@keys"])`,
      '1:80: federation has nothing called "@keys". Did you mean "@key"?',
    ],
    [
      'an import that is no name',
      `@link(url: "${FEDERATION}", import: [{ nam: "@key" }])`,
      '1:80: An import has no `nam`. Write the name as a string, "@key", or { name: "@key", as: "@primary" }.',
    ],
    [
      'a directive that is to be a type',
      `@link(url: "${FEDERATION}", import: [{ name: "@key", as: "by" }])`,
      '1:80: "@key" cannot be called "by": names of directives begin with @, those of types do not. Write the name as a string, "@key", or { name: "@key", as: "@primary" }.',
    ],
    [
      'one name for two',
      `@link(url: "${FEDERATION}", import: ["@key", { name: "@tag", as: "@key" }])`,
      '1:88: "@key" is already the name of federation\'s @key here. Import one of them under another name.',
    ],
    [
      'one specification twice',
      `@link(url: "${FEDERATION}") @link(url: "${FEDERATION}", as: "f")`,
      '1:71: This file links federation twice. Keep one link, with all that you import.',
    ],
  ])('%s', async (_, link, expected) => {
    expect(await check(`extend schema ${link} ${QUERY}`)).toMatchObject({
      status: 1,
      findings: [`a.graphql:${expected}`],
    });
  });

  test.each<[string, string, string]>([
    [
      'an unknown directive',
      `type Query { a: ID @tagg(name: "x") }`,
      '1:20: Unknown directive "@tagg". Did you mean "@tag"?',
    ],
    [
      'a value of another type',
      `${QUERY} type U @key(fields: "id", resolvable: "no") { id: ID }`,
      '1:60: Boolean cannot represent a non boolean value: "no"',
    ],
    [
      'an unknown field of an input',
      'type Query { a: ID @connect(http: { GTE: "/" }, selection: "id") }',
      '1:37: Field "GTE" is not defined by type "ConnectHTTP". Did you mean "GET"?',
    ],
    [
      'a definition that is not that of the specification',
      `extend schema @link(url: "${FEDERATION}", import: ["@key"]) ${QUERY} directive @key(name: Int) on OBJECT type U @key(fields: "id") { id: ID }`,
      '1:110: @key is defined here otherwise than by its specification. Remove this definition, or give it another name.',
    ],
    [
      'an extension of nothing',
      'extend type Usr { id: ID } type User { id: ID }',
      '1:13: Cannot extend type "Usr" because it is not defined. Did you mean "User"?',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await check(text)).toMatchObject({ status: 1, findings: [`a.graphql:${expected}`] });
  });
});

describe('what a strict composer would refuse is a warning, and an error with --strict', () => {
  test.each<[string, string, string]>([
    [
      'not imported',
      `extend schema @link(url: "${FEDERATION}", import: ["@tag"]) ${QUERY} type U @key(fields: "id") { id: ID }`,
      '1:117: @key is not imported here: a strict composer does not find it. Add it to the `import` of federation, or write @federation__key.',
    ],
    [
      'newer than the version linked',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@cost"]) ${QUERY}`,
      '1:79: @cost came with federation/v2.9; this file links v2.3, under which a strict composer refuses it.',
    ],
    [
      'a version of federation that is not known',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.99") ${QUERY}`,
      '1:26: federation/v2.99 is not known. It is read as v2.13; known are v2.0 to v2.13.',
    ],
    [
      'an unknown specification, whose directives are then nothing',
      `extend schema @link(url: "https://example.com/cached/v1.0", import: ["@fresh"]) type Query { a: ID @fresh(by: 1) @cached }`,
      '1:26: The gateway does not know https://example.com/cached/v1.0. Its directives have no effect.',
    ],
  ])('%s', async (_, text, expected) => {
    const warning = `a.graphql:${expected}`;
    expect(await check(text)).toMatchObject({ status: 0, findings: [], warnings: [warning] });
    expect(await check(text, '--strict')).toMatchObject({ status: 1, findings: [warning], warnings: [] });
  });
});
