import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createGateway, type ConfigInput, ProblemsError, resolver } from '../src/index.ts';
import { createToolbox } from '../src/toolbox.ts';
import { readConfig } from '../src/config.ts';
import { describeProblem } from '../src/kernel/problems/problem.ts';
import { atlasConfig, atlasGateway, DEMO } from './support/projects/atlas.ts';

describe('a gateway that cannot start says why, and leaves nothing running', () => {
  const start = async (config: ConfigInput, env: Record<string, string> = {}): Promise<unknown> => {
    try {
      const gateway = createGateway(config, { dev: true, root: DEMO, env: { PORT: '0', ADMIN_PORT: '0', ...env } });
      await gateway.start();
      await gateway.stop();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  test('a port in use names the variable to set', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    for (const variable of ['PORT', 'ADMIN_PORT']) {
      const error = await start(atlasConfig({}), { [variable]: String(port) });
      expect(String(error)).toBe(
        `Error: Port ${port} on 127.0.0.1 is taken. Set ${variable} to a free one, or stop what listens there.`,
      );
    }
    taken.close();
  });

  test('a PORT that is no port', async () => {
    expect(String(await start(atlasConfig({}), { PORT: '4000a' }))).toContain('PORT is "4000a", which is no port');
  });

  test('an unknown config key is named with its path, its value and the legal ones', async () => {
    const config = {
      ...atlasConfig({}),
      sources: { airports: { url: 'http://127.0.0.1:1', timeuots: '2s' } },
    } as ConfigInput;
    expect(String(await start(config))).toBe(
      'ProblemsError: The config cannot be used.\n  config: sources.airports.timeuots is no option (its value: "2s"). Did you mean "timeouts"? Legal here: url, headers, credential, forward, timeouts, retries, breaker, check, bulkhead, coordinates, connections, http2, tls, config, fallback, maxResponse.',
    );
  });

  test.each<[string, object, string]>([
    [
      'a duration without a unit',
      { http: { timeouts: { request: 10 } } },
      "http.timeouts.request: expected a duration such as '150ms', '2s', '1m'; found 10.",
    ],
    [
      'a mode that does not exist',
      { operations: { mode: 'closed' } },
      'operations.mode: expected one of "open"|"measure"|"safelist"|"ids-only"; found "closed".',
    ],
    [
      'a source without a url',
      { sources: { airports: {} } },
      'sources.airports.url: expected an http(s) address such as http://127.0.0.1:4101; it is missing.',
    ],
    [
      'a plugin without a name',
      { plugins: { received: [{}] } },
      'plugins.received.0: expected a plugin: an object with a `name`; found {}.',
    ],
  ])('%s', async (_, changes, message) => {
    expect(String(await start({ ...atlasConfig({}), ...changes } as ConfigInput))).toContain(message);
  });

  const withSchema = (text: string): ConfigInput => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
    writeFileSync(join(folder, 'a.graphql'), text);
    return { schema: join(folder, '*.graphql'), operations: { folder } };
  };

  test.each<[string, string, RegExp]>([
    ['SDL that does not parse', 'type Query {\n  a: \n}', /a\.graphql:3:1: Syntax Error: Expected Name, found "}"/],
    [
      'an unknown type',
      'type Query {\n  a: Airprot\n}\ntype Airport { code: ID }',
      /a\.graphql:2:6: Unknown type "Airprot"\. Did you mean "Airport"\?/,
    ],
    [
      'a type that stands twice',
      'type A { x: ID }\ntype A { y: ID }',
      /a\.graphql:1:6: There can be only one type named "A"/,
    ],
    [
      'an interface that is not met',
      'type Query {\n  a: A\n}\ninterface Node {\n  id: ID!\n}\ntype A implements Node {\n  x: ID\n}',
      /a\.graphql:5:3: Interface field Node\.id expected but A does not provide it\./,
    ],
    [
      'an object as an input',
      'type Query {\n  a(b: B): ID\n}\ntype B {\n  x: ID\n}',
      /a\.graphql:2:8: The type of Query\.a\(b:\) must be Input Type/,
    ],
    [
      'another root type',
      'schema {\n  query: Root\n}\ntype Root {\n  a: ID\n}',
      /a\.graphql:2:10: The root type of query operations must be called Query, not Root\./,
    ],
    [
      'a type of the gateway',
      'type Gateway { x: ID }',
      /a\.graphql:1:6: There can be only one type named "Gateway"\. See also .*gateway\.graphql:\d+:\d+/,
    ],
  ])('%s is reported with file, line and column', async (_, sdl, message) => {
    expect(String(await start(withSchema(sdl)))).toMatch(message);
  });

  test('a glob that matches nothing', async () => {
    expect(String(await start({ schema: 'nowhere/*.graphql' }))).toContain(
      'nowhere/*.graphql: No file matches this glob',
    );
  });

  test('a resolver for a field that does not exist', async () => {
    const config = { ...withSchema('type Query { a: ID }'), resolvers: { Query: { b: () => 1 } } };
    expect(String(await start(config))).toContain('Query.b');
  });

  test('a resolver that calls a source that does not exist', async () => {
    const localTime = resolver(['clocks'], () => null);
    const config = atlasConfig({ resolvers: { Airport: { localTime } } });
    expect(String(await start(config))).toContain(
      'The resolver of Airport.localTime calls the source "clocks", which neither the config nor a `@source` names. Did you mean "clock"?',
    );
  });

  test('a demo service that is away does not keep the gateway from starting', async () => {
    await using gateway = await atlasGateway([]);
    const { status, body } = await gateway.post({ query: '{ airport(code: "AMS") { code } gateway { version } }' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { airport: null, gateway: { version: expect.any(String) } } });
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'airports',
      retryable: true,
    });
  });
});

describe('operation files that cannot be registered', () => {
  const build = (files: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const config = readConfig({
      ...atlasConfig({}),
      schema: join(DEMO, '../schema/atlas/*.graphql'),
      operations: { folder },
      flags: { files: join(DEMO, 'flags/*.json') },
    });
    return createToolbox(config, '/');
  };
  const problems = (files: Record<string, string>): string => {
    const toolbox = build(files);
    expect(() => toolbox.write()).toThrow(ProblemsError);
    return toolbox
      .build()
      .problems.map((problem) => describeProblem({ ...problem, file: basename(problem.file) }))
      .join('\n');
  };

  test.each<[string, Record<string, string>, string]>([
    [
      'a field that does not exist',
      { 'a.graphql': 'query A {\n  airport(code: "AMS") { cod }\n}' },
      'a.graphql:2:26: Cannot query field "cod" on type "Airport". Did you mean "code"? (operation A)',
    ],
    [
      'a syntax error',
      { 'a.graphql': 'query A {\n  airport(code: \n}' },
      'a.graphql:3:1: Syntax Error: Unexpected "}".',
    ],
    [
      'an operation without a name',
      { 'a.graphql': '\n{ gateway { version } }' },
      'a.graphql:2:1: A registered operation needs a name. Write `query SomeName { … }`.',
    ],
    [
      'an unknown fragment',
      { 'a.graphql': 'query A { airport(code: "AMS") { ...F } }' },
      'a.graphql:1:37: Unknown fragment "F". (operation A)',
    ],
    [
      'a wrong @contract',
      { 'a.graphql': 'query A @contract(ownr: "x") { gateway { version } }' },
      'a.graphql:1:19: Unknown argument "ownr" on directive "@contract". Did you mean "owner"? (operation A)',
    ],
    [
      'an introspection',
      { 'a.graphql': 'query A { __schema { types { name } } }' },
      'a.graphql:1:1: The schema is not shown in production, so introspection cannot be registered. (operation A)',
    ],
    [
      'a type definition',
      { 'a.graphql': 'type A { b: ID }' },
      'a.graphql:1:1: Only operations and fragments can be registered. Move schema definitions to your schema files.',
    ],
    [
      'another ending',
      { 'a.gql': 'query A { gateway { version } }' },
      'a.gql: Operations are read of files that end with `.graphql`. Rename this one, or move it away.',
    ],
  ])('%s', (_, files, expected) => {
    expect(problems(files)).toBe(expected);
  });

  test('two operations with one name are both named', () => {
    const found = problems({
      'a.graphql': 'query A { gateway { version } }',
      'b.graphql': '\nquery A { gateway { startedAt } }',
    });
    expect(found).toMatch(
      /^b\.graphql:2:1: The operation "A" stands in .*a\.graphql:1:1 too\. Give one of them another name\.$/,
    );
  });

  test.each(['', ' \n', '\uFEFF# query B { b }\n# soon'])('but one that says nothing yet is fine: %j', (text) => {
    const toolbox = build({ 'a.graphql': 'query A { gateway { version } }', 'b.graphql': text });
    expect(toolbox.build()).toMatchObject({ contracts: [{ name: 'A' }], problems: [] });
  });

  test('everything wrong is told at once, and nothing is written', () => {
    const toolbox = build({
      'a.graphql': 'query A { nothing }',
      'b.graphql': 'query B {',
      'c.graphql': 'query C { gateway { version } }',
    });
    expect(toolbox.build().problems).toHaveLength(2);
    expect(() => toolbox.write()).toThrow(ProblemsError);
    expect(toolbox.standing()).toEqual([]);
  });
});

describe('contracts that do not say what their document is', () => {
  const id = '44b8cc6c2bb0eda2ba6d8ed2ad8ddf40a6c52f0c2b1c7d9ae1ed3ac0e4bfa3a7';
  const document = 'query A {\n  gateway {\n    version\n  }\n}';
  const ofText = createHash('sha256').update(document).digest('hex');

  test.each<[string, object, string]>([
    ['another name', { id: ofText, name: 'B', type: 'query', document }, 'The operation is called "A", not "B".'],
    [
      'another type',
      { id: ofText, name: 'A', type: 'mutation', document },
      'The operation is a query, not a mutation.',
    ],
    ['another text', { id, name: 'A', type: 'query', document }, 'The id is not the SHA-256 of the document.'],
    [
      'another text under an MD5',
      {
        id: createHash('md5').update('query A { gone }').digest('hex'),
        algorithm: 'md5',
        name: 'A',
        type: 'query',
        document,
      },
      'The id is not the MD5 of the document.',
    ],
    [
      'no GraphQL',
      { id, name: 'A', type: 'query', document: 'query A {' },
      'Syntax Error: Expected Name, found <EOF>. (operation A)',
    ],
    [
      'a field that is gone',
      { id, name: 'A', type: 'query', document: 'query A { gone }' },
      'Cannot query field "gone" on type "Query". (operation A)',
    ],
  ])('%s keeps the gateway from starting', async (_, contract, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
    mkdirSync(join(folder, 'contracts'));
    writeFileSync(join(folder, 'contracts/x.json'), JSON.stringify(contract));
    const config = {
      ...atlasConfig({}),
      schema: join(DEMO, '../schema/atlas/*.graphql'),
      operations: { folder },
      flags: { files: join(DEMO, 'flags/*.json') },
    };
    const gateway = createGateway(config, { root: '/', env: { PORT: '0', ADMIN_PORT: '0' } });
    await expect(gateway.start()).rejects.toThrow(message);
  });
});

test('a plugin may not write over the parts of a contract that are the gateway’s', () => {
  const evil = { name: 'evil', contract: { key: 'id', derive: () => 'evil' } };
  const config = readConfig(atlasConfig({ plugins: { received: [evil] } }));
  expect(() => createToolbox(config, DEMO).build()).toThrow('Two parts of a contract have the key "id".');
});
