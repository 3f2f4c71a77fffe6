import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { describeProblem } from '../../src/kernel/problems/problem.ts';
import { createToolbox, type Toolbox } from '../../src/toolbox.ts';
import { atlasConfig } from '../support/projects/atlas.ts';

const WEB = {
  'web-airport': 'query AirportPage($code: String!) {\n  airport(code: $code) { code name city }\n}',
  'web-trips': 'query TripPage($first: Int! = 5) {\n  trips(first: $first) { items { title traveller { name } } }\n}',
};
const BOARD = 'query Board @contract(owner: "trips") {\n  trips(first: 3) { items { id title } }\n}\n';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tollgate-changes-'));
  cpSync('schema/atlas', join(root, 'schema'), { recursive: true });
  cpSync('demo/flags', join(root, 'flags'), { recursive: true });
  mkdirSync(join(root, 'persisted-queries'));
  write('persisted-queries/board.graphql', BOARD);
  write('persisted-queries/web@1.0.0.json', WEB);
  git('init', '--quiet');
  commit();
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, content: unknown): void =>
  writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));

function edit(file: string, ...changes: readonly (readonly [from: string, to: string])[]): void {
  const edited = changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    },
    readFileSync(join(root, file), 'utf8'),
  );
  write(file, edited);
}

/** A toolbox, made anew because it keeps the graph. */
const toolbox = (): Toolbox =>
  createToolbox(
    readConfig(atlasConfig({ schema: 'schema/*.graphql', operations: { folder: 'persisted-queries' } })),
    root,
  );

const git = (...args: readonly string[]): void =>
  void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: root });

/** Builds and commits, as `main` would be. */
function commit(): void {
  toolbox().write();
  git('add', '--all');
  git('commit', '--quiet', '--message', 'As it was');
}

const checked = (): readonly string[] =>
  toolbox()
    .check()
    .findings.map((finding) => describeProblem(finding).replaceAll(`${relative(process.cwd(), root)}/`, ''));
const checkText = (): string => `${checked().join('\n')}\n`;

function diffText(): string {
  toolbox().write();
  return `${toolbox().diff('HEAD').markdown}\n`;
}

/** Travellers come from a service of their own. */
function longerPlan(): void {
  edit(
    'schema/trips.graphql',
    [
      '  traveller: Traveller!',
      '  traveller: Traveller\n@connect(source: "people", http: { GET: "/people/{$this.id}" }, selection: "id name email phone")',
    ],
    ['        traveller { id name email phone }\n', ''],
    ['      traveller { id name email phone }\n', ''],
    ['  @source(\n', '  @source(name: "people", http: { baseURL: "http://127.0.0.1:4105" })\n  @source(\n'],
  );
}

describe('operations check', () => {
  test('is content with what was built', () => {
    expect(checked()).toEqual([]);
  });

  test('tells of a renamed field by client, operation and place, with the nearest name', async () => {
    edit('schema/airports.graphql', ['  city: String', '  town: String'], ['city: municipality', 'town: municipality']);
    edit(
      'schema/trips.graphql',
      ['title: String!\n  status', 'titles: String!\n  status'],
      ['id title status:', 'id titles: title status:'],
    );
    await expect(checkText()).toMatchFileSnapshot('golden/check-renamed-field.md');
  });

  test('is content with one more field that may be null', () => {
    edit(
      'schema/trips.graphql',
      ['  status: TripStatus!\n', '  status: TripStatus!\n  note: String\n'],
      ['id title status', 'note id title status'],
    );
    expect(checked()).toEqual([]);
  });

  test('tells of a longer plan', async () => {
    longerPlan();
    await expect(checkText()).toMatchFileSnapshot('golden/check-longer-plan.md');
  });

  /** What a traveller's name costs. */
  const dearerName = (): void =>
    edit(
      'schema/trips.graphql',
      [
        '  name: String! @pii(class: NAME)\n  "For callers',
        '  name: String! @pii(class: NAME) @cost(weight: 5)\n  "For callers',
      ],
      ['extend schema\n', 'extend schema\n@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost"])\n'],
    );
  const DEAR = 'query Dear($first: Int!) { trips(first: $first) { items { traveller { name } } } }';

  test('tells of a dearer field, with a maximum and without', async () => {
    write(
      'persisted-queries/dear.graphql',
      `${DEAR} ${BOARD.replace('Board', 'Three').replace('id title', 'traveller { name }')}`,
    );
    commit();
    dearerName();
    await expect(checkText()).toMatchFileSnapshot('golden/check-dearer-field.md');
    await expect(diffText()).toMatchFileSnapshot('golden/diff-dearer-field.md');
  });

  test('tells of a budget that is broken, and of one over a cost without a maximum', async () => {
    write('persisted-queries/dear.graphql', DEAR.replace(' {', ' @contract(budget: 100, owner: "trips") {'));
    write(
      'persisted-queries/board.graphql',
      BOARD.replace('owner:', 'budget: 20, owner:').replace('id title', 'traveller { name }'),
    );
    commit();
    expect(checked()).toHaveLength(1);
    dearerName();
    toolbox().write();
    await expect(checkText()).toMatchFileSnapshot('golden/check-budget.md');
  });

  test('tells of contracts that are missing, left over or broken', async () => {
    write('persisted-queries/board.graphql', BOARD.replaceAll('Board', 'Hall'));
    write('persisted-queries/contracts/x.00000000.json', '{');
    await expect(checkText()).toMatchFileSnapshot('golden/check-stale.md');
  });
});

describe('operations diff', () => {
  test('tells when nothing changed', () => {
    expect(diffText()).toBe('## Operations: nothing changed\n\n3 operations are as before.\n');
  });

  test('tells what the schema makes of operations', async () => {
    longerPlan();
    await expect(diffText()).toMatchFileSnapshot('golden/diff-longer-plan.md');
  });

  test('tells of operations that changed, came and went, by client', async () => {
    write('persisted-queries/board.graphql', BOARD.replace('id title', 'id legs { from { country { name } } }'));
    write('persisted-queries/web@1.0.0.json', { 'web-trips': WEB['web-trips'] });
    write('persisted-queries/web@2.0.0.json', {
      'web-trips': WEB['web-trips'],
      'web-clock': 'query Clock { airport(code: "AMS") { localTime } }',
    });
    write('persisted-queries/phone.json', [
      ['p1', 'mutation Book($input: CreateTripInput!) { createTrip(input: $input) { id traveller { email } } }'],
      ['p2', 'query Version { gateway { version } }'],
    ]);
    await expect(diffText()).toMatchFileSnapshot('golden/diff-operations.md');
  });

  test('tells what a team promises anew, and what became of endpoints', async () => {
    const query = (name: string, promised: string, type = '$id: ID!') =>
      `query ${name}(${type}, $text: String = "") @contract(${promised}) { trip(id: $id) { title } airports(search: $text) { total } }\n`;
    const mutation = (promised: string) =>
      `mutation Cancel($id: ID!) @contract(${promised}) { cancelTrip(id: $id) { id } }\n`;
    write(
      'persisted-queries/promises.graphql',
      [
        query('Added', 'owner: "trips"'),
        query('Gone', 'rest: "GET /v1/gone/{id}", owner: "trips", objectives: { p95: "80ms" }'),
        query('Moved', 'rest: "GET /v1/moved/{id}", objectives: { p50: "10ms", p95: "80ms" }'),
        query('Old', 'rest: "GET /v1/old/{id}"'),
        query('Same', 'rest: "GET /v1/same/{id}"'),
        query('Posted', 'rest: "GET /v1/posted/{id}"'),
        mutation('rest: "POST /v1/cancel/{id}"'),
      ].join(''),
    );
    commit();
    write(
      'persisted-queries/promises.graphql',
      [
        query('Added', 'owner: "travel", rest: "GET /v1/added/{id}"'),
        query('Gone', 'budget: 9'),
        query('Moved', 'rest: "GET /v2/moved", objectives: { p50: "20ms" }'),
        query('Old', 'rest: "GET /v1/old/{id}", deprecated: { since: "2027-01-31", sunset: "2028-01-31" }'),
        query('Same', 'rest: "GET /v1/same/{id}"')
          .replace(', $text: String = ""', '')
          .replace('airports(search: $text) { total } ', ''),
        query('Posted', 'rest: "GET /v1/posted/{id}"')
          .replace('$text: String = ""', '$search: String')
          .replace('$text', '$search'),
        query('New', 'rest: "GET /v1/new", owner: "trips"'),
        mutation('rest: "POST /v1/cancel/{id}", idempotent: true').replace(
          '{ id }',
          '{ id } again: cancelTrip(id: $id) { id }',
        ),
      ].join(''),
    );
    await expect(diffText()).toMatchFileSnapshot('golden/diff-promises.md');
  });

  test('tells how long answers may be kept', async () => {
    write(
      'persisted-queries/airports.graphql',
      'query Airports { airports { items { name } } } query Codes { airports { items { code } } }',
    );
    commit();
    edit('schema/airports.graphql', [
      'type AirportPage @cacheControl(maxAge: 3600)',
      'type AirportPage @cacheControl(maxAge: 60, scope: PRIVATE)',
    ]);
    write(
      'persisted-queries/now.graphql',
      'query Countries { continents { name } } query Here { airport(code: "AMS") { name } }',
    );
    await expect(diffText()).toMatchFileSnapshot('golden/diff-cache.md');
  });

  test('follows an operation to the next version of its client', async () => {
    write('persisted-queries/web@2.0.0.json', {
      'web-trips-2': WEB['web-trips'].replace(' { name }', ' { name email }'),
    });
    await expect(diffText()).toMatchFileSnapshot('golden/diff-next-version.md');
  });

  test('says of many operations at once what is the same of them', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [
        `id-${n}`,
        `query Many${String(n).padStart(2, '0')} { continents { name } }`,
      ]),
    );
    write('persisted-queries/many_*@1.json', many);
    await expect(diffText()).toMatchFileSnapshot('golden/diff-many.md');
  });

  test.each(['{', 'null', '{"id":"a"}'])(
    'names the commit and the file of a contract that is broken there: %s',
    (text) => {
      const [file = ''] = readdirSync(join(root, 'persisted-queries/contracts'));
      write(`persisted-queries/contracts/${file}`, text);
      git('commit', '--quiet', '--all', '--message', 'Broken');
      toolbox().write();
      expect(() => toolbox().diff('HEAD')).toThrow(
        new RegExp(
          `HEAD:contracts/${file}: This is not a contract \\(.+\\)\\. It stands so in the commit [\\da-f]{12}, which no build can mend: compare with another one\\.$`,
        ),
      );
      git('commit', '--quiet', '--all', '--message', 'Mended');
      expect(toolbox().diff('HEAD').markdown).toContain('nothing changed');
    },
  );

  test('names a commit that git does not know', () => {
    expect(() => toolbox().diff('nowhere')).toThrow('The contracts at "nowhere" cannot be read: fatal: ');
    expect(() => toolbox().diff('--all')).toThrow('The contracts at "--all" cannot be read: fatal: ');
  });
});
