import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/**
 * `npm run fixtures`: runs the real client toolchains over the client code in `test/fixtures/toolchains` and takes what
 * they write into the repository. They are installed aside, because nothing else needs them.
 */
const FIXTURES = resolve('test/fixtures/toolchains');
const MANIFESTS = join(FIXTURES, 'persisted-queries/clients');

const workplace = mkdtempSync(join(tmpdir(), 'tollgate-fixtures-'));
const PATH = [join(workplace, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
const run = (folder: string, command: string, ...args: string[]): void => {
  execFileSync(command, args, { cwd: join(workplace, folder), env: { ...process.env, PATH }, stdio: 'inherit' });
};

try {
  cpSync(FIXTURES, workplace, { recursive: true });
  // The compiler leaves out of its map what it finds to be compiled already.
  rmSync(join(workplace, 'relay/__generated__'), { recursive: true, force: true });
  run('.', 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  const schema = execFileSync(process.execPath, ['bin/tollgate.js', 'schema', 'print'], { encoding: 'utf8' });
  writeFileSync(join(workplace, 'schema.graphql'), schema);

  run('apollo', 'generate-persisted-query-manifest');
  run('codegen', 'graphql-codegen', '--config', 'codegen.ts');
  writeFileSync(join(workplace, 'relay/persisted-queries.json'), '{}'); // the compiler wants to find one
  run('relay', 'relay-compiler');

  const take = (from: string, to: string): void => cpSync(join(workplace, from), to, { recursive: true });
  take('apollo/persisted-query-manifest.json', join(MANIFESTS, 'web@2.1.0.json'));
  take('codegen/generated-sha1/persisted-documents.json', join(MANIFESTS, 'board@1.0.0.json'));
  take('codegen/generated/persisted-documents.json', join(MANIFESTS, 'board@2.0.0.json'));
  take('relay/persisted-queries.json', join(MANIFESTS, 'phone@5.0.0.json'));
  take('codegen/generated/graphql.ts', join(FIXTURES, 'codegen/generated/graphql.ts'));
  take('codegen/generated/gql.ts', join(FIXTURES, 'codegen/generated/gql.ts'));
  take('relay/__generated__', join(FIXTURES, 'relay/__generated__'));
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
