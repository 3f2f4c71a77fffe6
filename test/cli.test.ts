import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tollgate } from './support/readings/cli.ts';

const BIN = resolve('bin/tollgate.js');

/** Runs the command itself. */
function spawned(args: readonly string[], cwd = '.', env: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
}

/** A project of a user's own: one schema file, one operation, a config in the form given. */
function project(config: string, name = 'tollgate.config.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-project-'));
  mkdirSync(join(folder, 'persisted-queries'));
  writeFileSync(join(folder, 'schema.graphql'), 'type Query {\n  hello(name: String = "you"): String\n}\n');
  writeFileSync(join(folder, 'persisted-queries/hello.graphql'), 'query Hello($name: String) { hello(name: $name) }\n');
  writeFileSync(join(folder, name), config);
  return folder;
}

describe('tollgate operations', () => {
  test('builds, lists, shows and checks a project with a YAML config', async () => {
    const folder = project('schema: schema.graphql\n');
    expect(await tollgate(['operations', 'check'], folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('This contract is missing. Run `tollgate operations build`'),
    });
    expect(await tollgate(['operations', 'build'], folder)).toMatchObject({
      status: 0,
      stdout: '✔ 1 operation registered, 3 files written or removed.\n',
    });
    expect((await tollgate(['operations', 'build'], folder)).stdout).toBe(
      '✔ 1 operation registered, nothing changed.\n',
    );
    expect(await tollgate(['operations', 'check'], folder)).toMatchObject({
      status: 0,
      stdout: '✔ 1 operation: all fits the schema, and the contracts are fresh.\n',
    });

    const [contract] = JSON.parse((await tollgate(['operations', 'list', '--json'], folder)).stdout) as {
      id: string;
      name: string;
    }[];
    expect(contract).toMatchObject({ name: 'Hello', type: 'query', sources: [] });
    const text = 'query Hello($name: String) {\n  hello(name: $name)\n}';
    for (const wanted of ['Hello', contract?.id ?? '', `sha256:${contract?.id}`, contract?.id.slice(0, 8) ?? '']) {
      expect(JSON.parse((await tollgate(['operations', 'show', wanted, '--json'], folder)).stdout)).toEqual({
        id: contract?.id,
        name: 'Hello',
        type: 'query',
        algorithm: 'sha256',
        document: text,
        sources: [],
        cost: { formula: '0', max: 1, function: { cost: 0 } },
        cache: { maxAge: 0, scope: 'PUBLIC' },
      });
    }
    expect((await tollgate(['operations', 'show', 'Hello'], folder)).stdout).toContain(text);
    expect(await tollgate(['operations', 'show', 'Helo'], folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No registered operation is called "Helo". Did you mean "Hello"?'),
    });

    const manifest = JSON.parse(readFileSync(join(folder, 'persisted-queries/manifest.json'), 'utf8')) as unknown;
    expect(manifest).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: contract?.id, name: 'Hello', type: 'query', body: text }],
    });
  });

  test('a changed operation and one that is gone make the check fail until the next build', async () => {
    const folder = project('schema: schema.graphql\n');
    await tollgate(['operations', 'build'], folder);
    writeFileSync(join(folder, 'persisted-queries/hello.graphql'), 'query Hi { hello }\n');
    const stale = JSON.parse((await tollgate(['operations', 'check', '--json'], folder)).stdout) as {
      findings: { file: string; message: string }[];
    };
    expect(stale.findings.map(({ message }) => message.split('.')[0])).toEqual([
      'This contract is missing',
      'This file is not what the build would write now',
      'No operation belongs to this contract any more',
    ]);
    expect((await tollgate(['operations', 'build'], folder)).status).toBe(0);
    expect((await tollgate(['operations', 'check'], folder)).status).toBe(0);
  });

  test('an operation that does not validate fails build and check, with its place', async () => {
    const folder = project('schema: schema.graphql\n');
    writeFileSync(join(folder, 'persisted-queries/bad.graphql'), 'query Bad {\n  helo\n}\n');
    const place =
      'persisted-queries/bad.graphql:2:3: Cannot query field "helo" on type "Query". Did you mean "hello"? (operation Bad)';
    expect(await tollgate(['operations', 'build'], folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(place),
    });
    expect(await tollgate(['operations', 'check'], folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(place),
    });
  });

  test('a broken contract names its file', async () => {
    const folder = project('schema: schema.graphql\n');
    mkdirSync(join(folder, 'persisted-queries/contracts'));
    writeFileSync(join(folder, 'persisted-queries/contracts/Hello.00000000.json'), '{}');
    expect(await tollgate(['operations', 'list'], folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        'persisted-queries/contracts/Hello.00000000.json: This is not a contract ("id" is missing)',
      ),
    });
  });

  test('the examples’ own contracts come out the same in another folder, locale and time zone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-atlas-'));
    for (const part of ['demo', 'schema', 'persisted-queries']) cpSync(part, join(folder, part), { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', tollgate: { config: 'demo/tollgate.config.ts' } }),
    );
    const check = spawned(['operations', 'check'], folder, { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham' });
    expect(check).toMatchObject({ status: 0, stdout: expect.stringContaining('contracts are fresh') });
  });
});

describe('tollgate finds its config', () => {
  const list = ['operations', 'list'];
  test.each([
    ['tollgate.config.json', '{ "schema": "schema.graphql" }'],
    ['tollgate.config.yml', 'schema: schema.graphql'],
    [
      'tollgate.config.ts',
      "import { defineConfig } from 'tollgate';\nexport default defineConfig({ schema: 'schema.graphql' });\n",
    ],
  ])('%s', async (name, text) => {
    const folder = project(text, name);
    // A TypeScript config imports `tollgate`, which only the command itself resolves.
    const { status } = name.endsWith('.ts') ? spawned(list, folder) : await tollgate(list, folder);
    expect(status).toBe(0);
  });

  test('as an ES module, whatever the package.json of the project says', () => {
    const folder = project("import { schema } from './where.ts';\nexport default { schema };\n", 'tollgate.config.ts');
    writeFileSync(join(folder, 'where.ts'), "export const schema: string = 'schema.graphql';\n");
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
    expect(spawned(list, folder)).toMatchObject({ status: 0, stderr: '' });
  });

  test('by --config and by TOLLGATE_CONFIG', async () => {
    const folder = project('schema: schema.graphql', 'own.yaml');
    expect((await tollgate([...list, '--config', join(folder, 'own.yaml')])).status).toBe(0);
    expect(spawned(list, '/', { TOLLGATE_CONFIG: join(folder, 'own.yaml') }).status).toBe(0);
  });

  test.each<[string, string, readonly string[], string]>([
    ['none', 'x', list, 'No config was found.'],
    ['one that is not there', 'x', [...list, '--config', 'nowhere.yaml'], 'nowhere.yaml: There is no such file.'],
    ['one that does not parse', 'a: [', list, 'tollgate.config.yaml:1:5: '],
    [
      'one with an unknown key',
      'schema: schema.graphql\nsourcs: {}',
      list,
      'sourcs is no option (its value: {}). Did you mean "sources"?',
    ],
  ])('and says so when it is %s', async (title, text, args, message) => {
    const folder = title === 'none' ? mkdtempSync(join(tmpdir(), 'tollgate-empty-')) : project(text);
    expect(await tollgate(args, folder)).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
  });
});

describe('tollgate as a command', () => {
  test.each([
    [],
    ['serve'],
    ['dev'],
    ['operations'],
    ['operations', 'build'],
    ['operations', 'list'],
    ['operations', 'show'],
    ['operations', 'check'],
    ['schema'],
    ['schema', 'print'],
    ['schema', 'check'],
  ])('%s %s --help', async (...args) => {
    const { status, stdout } = await tollgate([...args.filter(Boolean), '--help']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Usage: tollgate')]);
  });

  test.each([
    ['tollgate.config.json', '{ "schema": "a",\n, }', 'tollgate.config.json:2:1: '],
    ['tollgate.config.yaml', 'schema: a\n  b: [\n', 'tollgate.config.yaml:1:9: '],
    ['tollgate.config.ts', 'export default {\n  schema: ;\n};\n', 'tollgate.config.ts:2: '],
    ['tollgate.config.ts', 'const a = 1;\nthrow new Error("not today");\n', 'tollgate.config.ts:2: not today'],
  ])('a %s that cannot be read is told with its place', (name, text, place) => {
    const { status, stderr } = spawned(['operations', 'list'], project(text, name));
    expect([status, stderr]).toEqual([1, expect.stringContaining(place)]);
  });

  test.each([
    ['an unknown command', ['nothing']],
    ['an unknown option', ['operations', 'list', '--nothing']],
    ['a missing argument', ['operations', 'show']],
  ])('%s is misuse', async (_, args) => {
    expect(await tollgate(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('--help tells more') });
  });

  test('--version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await tollgate(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });
});
