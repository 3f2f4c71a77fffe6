import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { describeProblem } from '../../src/kernel/problems/problem.ts';
import { createToolbox } from '../../src/toolbox.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const SCHEMA = 'type Query {\n  hello(name: String = "you"): String\n  bye: String\n}\n';
const HELLO = 'query Hello { hello }';
/** Spelled as no printer would. */
const BYE = '  query Bye{bye}\r\n';

/** A project whose `persisted-queries/` holds these files; objects as JSON. */
function register(files: Readonly<Record<string, unknown>>) {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-register-'));
  writeFileSync(join(root, 'schema.graphql'), SCHEMA);
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, 'persisted-queries', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  const toolbox = createToolbox(readConfig({ schema: 'schema.graphql' }), root);
  const { contracts, problems } = toolbox.build();
  const folder = `${relative(process.cwd(), root)}/persisted-queries/`;
  return {
    toolbox,
    contracts,
    facts: contracts.map(({ id, algorithm, name, clients, document }) => [id, algorithm, name, clients, document]),
    problems: problems.map((problem) => describeProblem(problem).replaceAll(folder, '')),
  };
}

const apollo = (...operations: readonly object[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
});
const web = { name: 'web', versions: ['1.2.0'] };

describe('a manifest is known by its shape, and its ids and texts are kept to the byte', () => {
  test.each<[string, unknown]>([
    ['Apollo’s', apollo({ id: 'bye-1', name: 'Bye', type: 'query', body: BYE }, { id: 'hello-1', body: HELLO })],
    ['a map', { 'bye-1': BYE, 'hello-1': HELLO }],
    [
      'a list of pairs',
      [
        ['bye-1', BYE],
        ['hello-1', HELLO],
      ],
    ],
  ])('%s', (_, manifest) => {
    const { facts, problems } = register({ 'clients/web@1.2.0.json': manifest });
    expect(problems).toEqual([]);
    expect(facts).toEqual([
      ['bye-1', 'custom', 'Bye', [web], BYE],
      ['hello-1', 'custom', 'Hello', [web], HELLO],
    ]);
  });

  test.each([
    ['sha256 with prefix', `sha256:${sha256(BYE)}`, 'sha256'],
    ['sha256', sha256(BYE), 'sha256'],
    ['sha1', createHash('sha1').update(BYE).digest('hex'), 'sha1'],
    ['md5', createHash('md5').update(BYE).digest('hex'), 'md5'],
    ['an id with a version in it', 'web~1.4.2~7a51', 'custom'],
  ])('%s', (_, id, algorithm) => {
    expect(register({ 'a.json': { [id]: BYE } }).contracts).toMatchObject([{ id, algorithm }]);
  });

  test.each([{}, [], apollo()])('an empty one is fine: %j', (manifest) => {
    expect(register({ 'a.json': manifest })).toMatchObject({ contracts: [], problems: [] });
  });
});

describe('the client', () => {
  test.each([
    ['web@1.2.0.json', { name: 'web', versions: ['1.2.0'] }],
    ['deep/down/web@1.2.0.json', { name: 'web', versions: ['1.2.0'] }],
    ['web.json', { name: 'web', versions: [] }],
    ['@acme@2.json', { name: '@acme', versions: ['2'] }],
  ])('of %s', (file, client) => {
    expect(register({ [file]: { a: HELLO } }).contracts).toMatchObject([{ clients: [client] }]);
  });

  test('is that of the manifest where it names one', () => {
    const manifest = apollo({ id: 'a', body: HELLO, clientName: 'phone' }, { id: 'b', body: BYE, clientName: null });
    expect(register({ 'web@1.2.0.json': manifest }).contracts).toMatchObject([
      { name: 'Bye', clients: [web] },
      { name: 'Hello', clients: [{ name: 'phone', versions: ['1.2.0'] }] },
    ]);
  });

  test('and all others of an operation stand together, with all their versions', () => {
    const files = { 'web@2.json': { a: HELLO }, 'phone.json': [['a', HELLO]], 'web@1.json': { a: HELLO } };
    expect(register(files).contracts).toMatchObject([
      {
        id: 'a',
        clients: [
          { name: 'phone', versions: [] },
          { name: 'web', versions: ['1', '2'] },
        ],
      },
    ]);
  });

  test('joins an operation that was written as .graphql, and those that @contract names', () => {
    const text = 'query Hello {\n  hello\n}';
    const { contracts, toolbox } = register({
      'hello.graphql': 'query Hello @contract(clients: ["kiosk"]) { hello }',
      'web@1.2.0.json': { [`sha256:${sha256(text)}`]: text },
    });
    expect(contracts).toMatchObject([{ id: sha256(text), clients: [{ name: 'kiosk', versions: [] }, web] }]);
    expect(toolbox.write().touched).toHaveLength(3);
    expect(toolbox.write().touched).toEqual([]);
  });
});

test('one text under two ids is two contracts', () => {
  const { contracts } = register({ 'phone.json': { a: HELLO }, 'web.json': { b: HELLO } });
  expect(contracts).toMatchObject([{ id: 'a' }, { id: 'b' }]);
});

describe('what cannot be registered is told with its place', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'the same id with another text',
      { 'phone@3.json': { a: HELLO, b: HELLO.replace('Hello', 'Other') }, 'web@1.json': { b: BYE } },
      [
        'web@1.json:2:3: The id b stands for another text in phone@3.json:3:3 (operation Other of phone 3). Each text needs an id of its own. (operation Bye of web 1)',
      ],
    ],
    [
      'the same id with another text in one file',
      {
        'web.json': [
          ['a', HELLO],
          ['a', BYE],
        ],
      },
      [
        'web.json:7:5: The id a stands for another text in web.json:3:5 (operation Hello of web). Each text needs an id of its own. (operation Bye of web)',
      ],
    ],
    [
      'a name twice in one version of a client',
      { 'web@1.json': { a: HELLO, b: 'query Hello { bye }' }, 'web@2.json': { c: 'query Hello { bye }' } },
      [
        'web@1.json:3:3: The name stands for another text in web@1.json:2:3 too. Within a version of a client names are unique: rename one of them. (operation Hello of web 1)',
      ],
    ],
    [
      'an id twice in one map, however it is spelled, where JSON would keep the last',
      {
        'web.json': `{\n  "a": "query Hello { hello(name: \\"a\\") }",\n  "b": "${HELLO}",\n  "\\u0061": "query Bye { bye }"\n}`,
      },
      ['web.json:4:3: The id a stands in this file twice, and the last one alone would count. Keep one of them.'],
    ],
    [
      'ids that look like numbers, at their places',
      { 'web.json': '{\n  "b": "{",\n  "10": "{",\n  "9": "{"\n}' },
      [
        'web.json:4:3: Syntax Error: Expected Name, found <EOF>. (id 9, line 1, column 2 of its text)',
        'web.json:3:3: Syntax Error: Expected Name, found <EOF>. (id 10, line 1, column 2 of its text)',
        'web.json:2:3: Syntax Error: Expected Name, found <EOF>. (id b, line 1, column 2 of its text)',
      ],
    ],
    [
      'an id that objects have already, and a file that begins with a byte order mark',
      { 'web.json': '\uFEFF{ "__proto__": "query Hello { helo }" }' },
      [
        'web.json:1:3: Cannot query field "helo" on type "Query". Did you mean "hello"? (operation Hello of web, line 1, column 15 of its text)',
      ],
    ],
    [
      'a name that no file can bear',
      { 'web.json': { a: `query ${'N'.repeat(300)} { hello }` } },
      [
        expect.stringMatching(
          /^web.json:2:3: The name of an operation has at most 200 letters, because its contract is a file\./,
        ),
      ],
    ],
    [
      'a client that no header could name',
      { 'web.json': apollo({ id: 'a', body: HELLO, clientName: 'a\nb' }) },
      ['web.json:6:13: No client could call itself "a\\nb". Names have 1 to 128 printable characters. (id a)'],
    ],
    [
      'what is nested beyond all measure',
      {
        'all.graphql': `query Deep ${'{ me '.repeat(20_000)}`,
        'web.json': { a: `query Deep ${'{ me '.repeat(20_000)}` },
      },
      [
        'all.graphql: It is nested too deeply to be read. Ask for less in one.',
        'web.json:2:3: It is nested too deeply to be read. Ask for less in one. (id a)',
      ],
    ],
    [
      'a field that is not there',
      { 'web@1.json': { a: 'query Hello {\n  helo\n}' } },
      [
        'web@1.json:2:3: Cannot query field "helo" on type "Query". Did you mean "hello"? (operation Hello of web 1, line 2, column 3 of its text)',
      ],
    ],
    [
      'promises that are none',
      {
        'a.graphql': 'query A @contract(owner: " ", clients: ["web", ""], budget: 0) { hello }',
        'web.json': { a: 'query Hello @contract(objectives: { p50: "soon", p95: "2s", p99: "1s" }) { hello }' },
      },
      [
        'a.graphql:1:31: No client could call itself "". Names have 1 to 128 printable characters. (operation A)',
        'a.graphql:1:19: The owner is empty. Name the team, or leave it out. (operation A)',
        'a.graphql:1:53: A budget of 0 points lets nothing run: a request costs at least 1. (operation A)',
        'web.json:2:3: The objective p50 is no duration: "soon". Write it such as "80ms" or "1s". (operation Hello of web, line 1, column 23 of its text)',
        'web.json:2:3: The objective p99 asks for less time than p95, which is for fewer requests. Give it as much. (operation Hello of web, line 1, column 23 of its text)',
      ],
    ],
    [
      'an endpoint that another client’s operation is already',
      {
        'all.graphql': 'query Here @contract(rest: "GET /hello") { hello }',
        'phone.json': { a: 'query Hello @contract(rest: "GET /hello/{name}") { hello(name: "a") }' },
        'web.json': {
          b: 'query There($n: String) @contract(rest: "GET /bye/{n}") { hello(name: $n) }',
          c: 'query Bye($name: String)\n@contract(rest: "GET /bye/{name}") { hello(name: $name) }',
          d: 'query Again @contract(rest: "GET /hello") { bye }',
        },
      },
      [
        'phone.json:2:3: `rest` names {name}, and the operation has no variable $name. (operation Hello of phone, line 1, column 23 of its text)',
        'web.json:3:3: `rest: "GET /bye/{name}"` answers the same addresses as that of operation There of web (web.json:2:3). Change one of the paths. (operation Bye of web, line 2, column 11 of its text)',
        'web.json:4:3: `rest: "GET /hello"` answers the same addresses as that of operation Here (all.graphql:1:1). Change one of the paths. (operation Again of web, line 1, column 23 of its text)',
      ],
    ],
    [
      'what is not GraphQL',
      { 'web.json': { a: HELLO, b: 'query {' } },
      ['web.json:3:3: Syntax Error: Expected Name, found <EOF>. (id b, line 1, column 8 of its text)'],
    ],
    [
      'no name',
      { 'web.json': { a: '{ hello }' } },
      ['web.json:2:3: A registered operation needs a name. Write `query SomeName { … }`. (id a)'],
    ],
    [
      'two operations in a text',
      { 'web.json': { a: `${HELLO} ${BYE}` } },
      ['web.json:2:3: A registered text has one operation. (id a)'],
    ],
    [
      'a hash of another text',
      { 'web.json': { [`sha256:${sha256(BYE)}`]: HELLO } },
      [
        `web.json:2:3: The id is not the SHA-256 of the document. Has the text been changed since? (id sha256:${sha256(BYE)})`,
      ],
    ],
    [
      'an id that cannot be sent',
      { 'web.json': { 'a b': HELLO } },
      [
        'web.json:2:3: No client could send this id. Ids are `sha256:` with 64 lower-case hex digits, or at most 512 letters, digits and `-._~`. (id a b)',
      ],
    ],
    [
      'another name and type beside the text',
      {
        'web.json': apollo(
          { id: 'a', name: 'Hallo', type: 'query', body: HELLO },
          { id: 'b', name: 'Bye', type: 'mutation', body: BYE },
        ),
      },
      [
        'web.json:6:13: The operation is called "Hello" in its text, and "Hallo" beside it. (id a)',
        'web.json:12:13: The operation is a query in its text, and a mutation beside it. (id b)',
      ],
    ],
  ])('%s', (_, files, problems) => {
    const found = register(files);
    expect(found.problems).toEqual(problems);
    expect(() => found.toolbox.write()).toThrow('The operations cannot be registered.');
  });

  test.each([
    ['a number', 7],
    ['a list of texts', [HELLO]],
    ['a map of objects', { a: { body: HELLO } }],
    ['another format of Apollo’s', { ...apollo(), version: 2 }],
    ['what is not JSON', '{'],
  ])('%s', (_, content) => {
    expect(register({ 'web.json': content }).problems).toEqual([
      expect.stringMatching(/^web\.json: This is no manifest of operations: neither Apollo’s, nor a map .+ \S/s),
    ]);
  });
});
