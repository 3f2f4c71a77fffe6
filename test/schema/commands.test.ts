import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createTestGateway } from '../../src/testing.ts';
import { tollgate } from '../support/readings/cli.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

describe('tollgate schema print', () => {
  test('prints what clients see, which is SDL', async () => {
    using folder = sdlFolder({
      'a.graphql': 'type Query { user: User } type User @key(fields: "id") { id: ID! @inaccessible name: String }',
    });
    writeFileSync(join(folder.root, 'tollgate.config.yaml'), 'schema: a.graphql\n');
    const { status, stdout } = await tollgate(['schema', 'print'], folder.root);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining('type User {\n  name: String\n}\n'),
    });
    expect(buildSchema(stdout).getQueryType()?.getFields()).toHaveProperty('gateway');
    const json = JSON.parse((await tollgate(['schema', 'print', '--json'], folder.root)).stdout) as object;
    expect(json).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), sdl: stdout.trimEnd() });
  });

  test('says what is wrong when it does not build', async () => {
    using folder = sdlFolder({ 'a.graphql': 'type Query { user: User }' });
    writeFileSync(join(folder.root, 'tollgate.config.yaml'), 'schema: a.graphql\n');
    expect(await tollgate(['schema', 'print'], folder.root)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('a.graphql:1:20: Unknown type "User".'),
    });
  });
});

describe('tollgate schema check', () => {
  test('with a config it checks all that the config puts together', async () => {
    expect(await tollgate(['schema', 'check', '--config', 'demo/tollgate.config.ts'])).toMatchObject({
      status: 0,
      stdout: '✔ The schema is sound.\n',
    });
    using folder = sdlFolder({ 'a.graphql': 'type Query { a: ID @flag(key: "new") }' });
    writeFileSync(join(folder.root, 'tollgate.config.yaml'), 'schema: a.graphql\n');
    expect(await tollgate(['schema', 'check'], folder.root)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('a.graphql:1:14: Query.a names the flag "new", which is not defined.'),
    });
  });

  test('tells warnings and notes apart from errors', async () => {
    using folder = sdlFolder({
      'a.graphql':
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.99", import: ["@shareable"]) type Query { a: ID @shareable }',
    });
    const args = ['schema', 'check', '--schema', 'a.graphql'];
    expect(await tollgate(args, folder.root)).toEqual({
      status: 0,
      stdout: '✔ 1 file checked, one graph.\n',
      stderr: [
        '1 warning:',
        '  a.graphql:1:26: federation/v2.99 is not known. It is read as v2.13; known are v2.0 to v2.13.',
        '1 note:',
        '  a.graphql:1:114: Without effect in a graph that is one: @shareable.',
        '',
      ].join('\n'),
    });
    expect(await tollgate([...args, '--strict'], folder.root)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^1 error in the schema:\n {2}a\.graphql:1:26: .*\n1 note:\n/),
    });
  });

  test('all files are looked at, even when one does not parse', async () => {
    using folder = sdlFolder({
      'a.graphql': 'type Query { a: }',
      'b.graphql': 'type Query { b: Nothing_like_it }',
      'c.graphql': 'type Product { id: ID }',
    });
    expect(await folder.check()).toMatchObject({
      status: 1,
      findings: [
        'a.graphql:1:17: Syntax Error: Expected Name, found "}".',
        'b.graphql:1:17: Unknown type "Nothing_like_it".',
      ],
    });
  });

  test('several globs, or the files that a shell makes of one', async () => {
    using folder = sdlFolder({ 'a.graphql': 'type A { b: B }', 'b.graphql': 'type B { id: ID }' });
    const { stdout } = await tollgate(['schema', 'check', '--schema', 'a.graphql', 'b.graphql'], folder.root);
    expect(stdout).toBe('✔ 2 files checked, one graph.\n');
  });

  test('a glob that matches nothing is a finding, two ways of naming the schema are misuse', async () => {
    expect(await tollgate(['schema', 'check', '--schema', 'nowhere/*.graphql'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('nowhere/*.graphql: No file matches this glob'),
    });
    expect(await tollgate(['schema', 'check', '--schema', 'a', '--config', 'b'])).toMatchObject({ status: 2 });
  });
});

test.each(['', ' \n', '\uFEFF# type A { id: ID }\n# soon'])(
  'a file that says nothing adds nothing: %j',
  async (text) => {
    using folder = sdlFolder({ 'a.graphql': text, 'b.graphql': 'type Query { b: ID }' });
    expect(await folder.check()).toEqual({ status: 0, graphs: [['b.graphql']], findings: [], warnings: [] });
    await using gateway = await createTestGateway({ root: folder.root, config: { schema: '*.graphql' } });
    expect((await gateway.post({ query: '{ b }' })).body).toEqual({ data: { b: null } });
  },
);

test('a gateway tells of warnings when it starts, and serves', async () => {
  using folder = sdlFolder({
    'a.graphql':
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.99", import: ["@shareable"]) type Query { a: ID b: ID @shareable }',
  });
  await using gateway = await createTestGateway({ root: folder.root, config: { schema: 'a.graphql' } });
  expect((await gateway.post({ query: '{ a }' })).body).toEqual({ data: { a: null } });
  expect(gateway.signals.filter(({ name }) => name.startsWith('schema.'))).toEqual([
    { level: 'warn', name: 'schema.warning', message: expect.stringContaining('v2.99 is not known') },
    { level: 'info', name: 'schema.note', message: expect.stringContaining('in a graph that is one: @shareable.') },
  ]);
});
