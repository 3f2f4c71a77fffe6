import { mkdirSync, writeFileSync } from 'node:fs';
import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { documentLimits } from '../src/governance/limits/document-limits.ts';
import type { TestAnswer } from '../src/testing.ts';
import { atlasConfig, atlasGateway } from './support/projects/atlas.ts';
import { tollgate } from './support/readings/cli.ts';
import { sdlFolder } from './support/projects/sdl-folder.ts';
import { serveSdl } from './support/projects/serve-sdl.ts';

const SDL = `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1" })
  type Query {
    name(of: ID!): String @connect(source: "api", http: { GET: "/names/{$args.of}" }, selection: "$")
  }
`;
const names = (many: number): string =>
  `{${Array.from({ length: many }, (_, id) => ` n${id}: name(of: ${id})`).join('')} }`;
const codesOf = ({ status, body }: TestAnswer): unknown[] => [
  status,
  ...(body.errors ?? []).map(({ extensions }) => extensions.code),
];

describe('what is known only while a request runs', () => {
  test('one call to a source too many ends it, with one error, and no further call is made', async () => {
    await using set = await serveSdl(SDL, ({ pathname }) => pathname, { limits: { upstreamCalls: 5 } });
    expect(codesOf(await set.gateway.post({ query: names(5) }))).toEqual([200]);
    expect(set.service.calls.length).toBe(5);
    const answer = await set.gateway.post({ query: names(20) });
    expect(codesOf(answer)).toEqual([422, 'LIMIT_UPSTREAM_CALLS']);
    expect(answer.body).not.toHaveProperty('data');
    expect(set.service.calls.length).toBeLessThanOrEqual(10);
    expect(codesOf(await set.gateway.post({ query: names(1) }))).toEqual([200]);
  });

  test('an answer that is too large is not sent, and the log has the refusal', async () => {
    const http = { limits: { response: '1KiB', batch: 2 } };
    await using set = await serveSdl(SDL, ({ pathname }) => 'x'.repeat(pathname === '/names/0' ? 2_000 : 10), { http });
    const answer = await set.gateway.post({ query: names(1) });
    expect(codesOf(answer)).toEqual([422, 'LIMIT_RESPONSE']);
    expect(answer.body).not.toHaveProperty('data');
    const small = { query: '{ name(of: 1) }' };
    const { body } = await set.gateway.post([{ query: names(1) }, small]);
    expect(body).toMatchObject([
      { errors: [{ extensions: { code: 'LIMIT_RESPONSE' } }] },
      { data: { name: 'xxxxxxxxxx' } },
    ]);
    expect(codesOf(await set.gateway.post(small))).toEqual([200]);
    const lines = set.gateway.logs.filter((line) => JSON.stringify(line).includes('LIMIT_RESPONSE'));
    expect(lines.length).toBe(2);
  });
});

describe('the defaults', () => {
  test('let an explorer read the schema', async () => {
    await using gateway = await atlasGateway([]);
    for (const options of [{}, { specifiedByUrl: true, inputValueDeprecation: true, directiveIsRepeatable: true }])
      expect(codesOf(await gateway.post({ query: getIntrospectionQuery(options) }))).toEqual([200]);
  });
});

test('a document that doubles and one that is a chain are walked in 10 ms each', () => {
  const limits = documentLimits(readConfig({ schema: 'none', limits: { fragments: 1_000 } }).limits);
  const chain = (selection: (next: string) => string): string =>
    `{ ...F0 } ${Array.from({ length: 900 }, (_, at) => `fragment F${at} on Query { ${selection(`...F${at + 1}`)} }`).join(' ')}`;
  const documents = [chain((next) => `${next} ${next}`), chain((next) => next)].map((text) => parse(text));
  for (let warm = 0; warm < 5; warm++) for (const document of documents) limits.ofDocument(document);
  const before = process.threadCpuUsage();
  const codes = documents.map((document) => limits.ofDocument(document)?.code);
  const { user, system } = process.threadCpuUsage(before);
  expect(codes).toEqual(['LIMIT_EXPANDED_SELECTIONS', undefined]);
  expect((user + system) / 1_000).toBeLessThan(20);
});

test('fragments that spread each other are for validation to tell of', async () => {
  await using gateway = await atlasGateway([]);
  const query = '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A __typename }';
  expect(codesOf(await gateway.post({ query }))).toEqual([422, 'GRAPHQL_VALIDATION_FAILED']);
});

test('an operation over a limit cannot be registered, and is told with its place', async () => {
  const aliases = Array.from({ length: 51 }, (_, at) => `a${at}: a`).join(' ');
  using folder = sdlFolder({
    'schema.graphql': 'type Query { a: Int }',
    'tollgate.config.json': JSON.stringify({ schema: 'schema.graphql', operations: { folder: 'operations' } }),
  });
  mkdirSync(`${folder.root}/operations`);
  writeFileSync(`${folder.root}/operations/big.graphql`, `\nquery Big { ${aliases} }`);
  const { status, stdout, stderr } = await tollgate(['operations', 'check'], folder.root);
  expect(status).toBe(1);
  expect(stdout + stderr).toContain(
    'big.graphql:2:1: The limit is 50 aliases of a document. Ask for less at once. (LIMIT_ALIASES) (operation Big)',
  );
});

const PRODUCTION = atlasConfig({
  operations: { folder: '../persisted-queries', mode: 'open' },
  http: { drain: { notice: '0s' } },
});

describe('what clients read of their mistakes', () => {
  const long = 'x'.repeat(500);
  const mistakes: [string, object][] = [
    ['a field', { query: '{ contry(code: "NL") { name } }' }],
    ['a long field', { query: `{ ${long} }` }],
    ['a type', { query: '{ ... on Qery { __typename } }' }],
    ['no selection', { query: '{ continents }' }],
    ['several operations', { query: `query ${long} { __typename } query B { __typename }` }],
    ['an operation’s name', { query: `query ${long} { __typename }`, operationName: 'B' }],
    [
      'the names of variables',
      { query: `query ($${long}: Int) { trips(first: $${long}) { total } }`, variables: { a: 1 } },
    ],
    ['a number', { query: `{ trips(first: ${'1'.repeat(99)}) { total } }` }],
    ['a token', { query: `{ a ${long} "${long}` }],
    ['a variable’s name', { query: 'query A($code: ID!) { country(code: $code) { name } }', variables: { cod: 'NL' } }],
    [
      'a variable’s value',
      { query: 'query A($n: Int!) { trips(first: $n) { total } }', variables: { n: { a: long, b: [long] } } },
    ],
  ];

  test.each(mistakes)('%s: no names that were not sent, and little of what was', async (_, request) => {
    await using dev = await atlasGateway([]);
    await using production = await atlasGateway([], { dev: false, config: PRODUCTION });
    const told = (await production.post(request)).body.errors ?? [];
    expect(told.length).toBeGreaterThan(0);
    for (const { message } of told) {
      expect(message).not.toContain('Did you mean');
      expect(message).not.toMatch(/x{65}|1{65}/);
    }
    expect((await dev.post(request)).status).toBe((await production.post(request)).status);
  });
});
