import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Type-checks one text that stands in the test folder, and answers with what the compiler says. */
function compile(text: string): string {
  const folder = mkdtempSync(resolve('test/house/types-'));
  try {
    writeFileSync(join(folder, 'a.ts'), text.replaceAll("'../../src/", "'../../../src/"));
    cpSync('tsconfig.json', join(folder, 'base.json'));
    const config = { extends: './base.json', compilerOptions: { paths: {} }, include: ['a.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    return spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })
      .stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const text = readFileSync('test/house/path-types.ts', 'utf8');

test('what must compile compiles, and what must not does not', () => {
  expect(compile(text)).toBe('');
});

test('each breach is an error of its own: without the marks the compiler finds them all', () => {
  const marks = text.match(/^\/\/ @ts-expect-error/gm)?.length ?? 0;
  const found = compile(text.replaceAll('// @ts-expect-error', '// breach')).match(/error TS/g)?.length ?? 0;
  expect(marks).toBe(7);
  expect(found).toBeGreaterThanOrEqual(marks);
});
