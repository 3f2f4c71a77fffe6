import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

/** Lints a tree of the files given under the repo's own rules; answers with the rules that each file breaks. */
function lint(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-lint-'));
  // The config imports its helper from a package, so the tree stands where that can be found.
  cpSync('oxlint.config.ts', join(folder, 'oxlint.config.ts'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('node_modules/oxlint'), join(folder, 'node_modules/oxlint'));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const oxlint = resolve('node_modules/oxlint/bin/oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith('{')) throw new Error(`oxlint did not run: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  return new Map(
    [...files.keys()].map((path) => [
      path,
      diagnostics.filter(({ filename }) => filename === path).map(({ code }) => code),
    ]),
  );
}

const importing = (specifier: string): string => `import * as it from '${specifier}';\nexport const used = it;\n`;

const ROOMS = ['edge', 'operations', 'governance', 'execution', 'sources', 'graph', 'control', 'telemetry', 'adapters'];
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  fastify: ['edge', 'control'],
  '@fastify/cors': ['edge', 'control'],
  '@apollo/server': ['execution', 'control'],
  '@apollo/server/plugin/disabled': ['execution', 'control'],
  '@graphql-tools/schema': ['graph'],
  cockatiel: ['sources'],
  undici: ['sources'],
  dataloader: ['sources'],
  ioredis: ['adapters'],
  keyv: ['adapters'],
  pg: ['adapters'],
  'node:sqlite': ['adapters'],
  '@openfeature/flagd-core': ['adapters'],
  kysely: ['adapters', 'control'],
  '@opentelemetry/sdk-trace': ['telemetry'],
};

const next = (room: string): string => ROOMS[(ROOMS.indexOf(room) + 1) % ROOMS.length] ?? '';

const FORBIDDEN: readonly (readonly [file: string, specifier: string])[] = [
  ...ROOMS.flatMap((room): [string, string][] => [
    [`src/${room}/a.ts`, `../${next(room)}/b.ts`],
    [`src/${room}/deep/a.ts`, `../../${next(room)}/deep/b.ts`],
    [`src/${room}/a.ts`, '../gateway.ts'],
    [`src/${room}/a.ts`, '../request-path.ts'],
    [`src/${room}/a.ts`, '../cli/main.ts'],
  ]),
  ...['kernel', 'errors'].flatMap((floor) =>
    ROOMS.map((room): [string, string] => [`src/${floor}/a.ts`, `../${room}/b.ts`]),
  ),
  ['src/errors/a.ts', '../kernel/b.ts'],
  ['src/kernel/ports/a.ts', '../../edge/b.ts'],
  ['src/cli/a.ts', '../edge/b.ts'],
  ['src/cli/operations/a.ts', '../../operations/b.ts'],
  ['src/testing.ts', './sources/b.ts'],
  ['src/config.ts', './edge/server.ts'],
  ['demo/a.ts', '../src/index.ts'],
  ...Object.entries(VENDORS).flatMap(([vendor, rooms]) =>
    [...ROOMS.filter((room) => !rooms.includes(room)), 'kernel', 'errors', 'cli'].map((room): [string, string] => [
      `src/${room}/a.ts`,
      vendor,
    ]),
  ),
  ['src/gateway.ts', 'fastify'],
  ['src/gateway.ts', './cli/b.ts'],
  ['src/toolbox.ts', './index.ts'],
  ['src/config.ts', './gateway.ts'],
  ...ROOMS.flatMap((room): [string, string][] => [
    [`src/${room}/a.ts`, '../config.ts'],
    [`src/${room}/a.ts`, '../config-problems.ts'],
    [`src/${room}/deep/a.ts`, '../../config.ts'],
    [`src/${room}/a.ts`, 'tollgate'],
    [`src/${room}/a.ts`, `./../${next(room)}/b.ts`],
  ]),
  ['src/kernel/a.ts', '../testing.ts'],
  ['src/kernel/a.ts', '../config-problems.ts'],
  ['src/errors/a.ts', '../testing.ts'],
  ['src/cli/a.ts', '../generation.ts'],
  ['src/cli/a.ts', '../request-path.ts'],
  ['src/a-new-room/a.ts', '../edge/b.ts'],
  ['src/a-new-room/a.ts', 'fastify'],
  ['src/a-new-file.ts', './edge/b.ts'],
  ['src/edge/a.ts', 'undici/index.js'],
  ['src/edge/a.ts', '@keyv/redis'],
  ['src/index.ts', 'undici'],
];

const ALLOWED: readonly (readonly [file: string, specifier: string])[] = [
  ...ROOMS.flatMap((room): [string, string][] => [
    [`src/${room}/a.ts`, '../kernel/b.ts'],
    [`src/${room}/a.ts`, '../errors/b.ts'],
    [`src/${room}/deep/a.ts`, '../b.ts'],
  ]),
  ['src/kernel/a.ts', '../errors/b.ts'],
  ['src/gateway.ts', './edge/b.ts'],
  ['src/toolbox.ts', './operations/b.ts'],
  ['src/request-path.ts', './governance/b.ts'],
  ['src/config.ts', './edge/config.ts'],
  ['src/cli/a.ts', '../gateway.ts'],
  ['src/index.ts', './telemetry/b.ts'],
  ['src/cli/operations/a.ts', '../../toolbox.ts'],
  ['src/cli/operations/a.ts', '../output.ts'],
  ['src/kernel/ports/a.ts', '../exchange.ts'],
  ['src/config.ts', './kernel/problem.ts'],
  ['src/a-new-room/a.ts', '../kernel/b.ts'],
  ['src/edge/a.ts', '@opentelemetry/api'],
  ...Object.entries(VENDORS).flatMap(([vendor, rooms]) =>
    rooms.map((room): [string, string] => [`src/${room}/a.ts`, vendor]),
  ),
];

/** One file for each row, in the folder that the row names. */
const rows = [...FORBIDDEN, ...ALLOWED].map(([file, specifier], index) => {
  const root = /^src\/[a-z-]+\.ts$/.test(file);
  const path = root ? file : file.replace('a.ts', `row-${index}.ts`);
  return { file, specifier, path, root, forbidden: index < FORBIDDEN.length };
});

const RESTRICTED = 'eslint(no-restricted-imports)';
let broken: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  broken = lint(new Map(rows.filter(({ root }) => !root).map(({ path, specifier }) => [path, importing(specifier)])));
});

test.each(rows.map((row) => [row.file, row.forbidden ? 'may not' : 'may', row.specifier, row] as const))(
  '%s %s import %s',
  (_file, _may, _specifier, { path, specifier, root, forbidden }) => {
    const found = root ? lint(new Map([[path, importing(specifier)]])) : broken;
    expect(found.get(path)?.includes(RESTRICTED)).toBe(forbidden);
  },
);

test('a cycle is found, of types too', () => {
  const a = "import type { B } from './b.ts';\nexport interface A {\n  b: B;\n}\n";
  const b = "import type { A } from './a.ts';\nexport interface B {\n  a: A;\n}\n";
  expect(
    lint(
      new Map([
        ['src/kernel/a.ts', a],
        ['src/kernel/b.ts', b],
      ]),
    ).get('src/kernel/a.ts'),
  ).toContain('import(no-cycle)');
});

test('a type import written as an expression is found', () => {
  const text = "export type It = import('../sources/b.ts').It;\n";
  expect(lint(new Map([['src/edge/a.ts', text]])).get('src/edge/a.ts')).toContain(
    'typescript(consistent-type-imports)',
  );
});

test('a default export is found', () => {
  expect(lint(new Map([['src/kernel/a.ts', 'export default 1;\n']])).get('src/kernel/a.ts')).toContain(
    'import(no-default-export)',
  );
});
