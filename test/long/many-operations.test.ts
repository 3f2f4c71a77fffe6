import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { manyOperations } from '../support/projects/many-operations.ts';

const COUNT = 10_000;
const folder = manyOperations(COUNT);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command in a process of its own, and tells what it took. */
function tollgate(...args: readonly string[]) {
  const usage = join(folder, 'usage.json');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', resolve('test/support/readings/report-usage.ts'), resolve('bin/tollgate.js'), ...args],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', USAGE_FILE: usage } },
  );
  const took = JSON.parse(readFileSync(usage, 'utf8')) as { readonly megabytes: number; readonly cpuSeconds: number };
  return { status, stdout, stderr, ...took };
}

test('10,000 operations are built in a minute and less than a gibibyte, and checked as fast', () => {
  const built = tollgate('operations', 'build');
  expect(built).toMatchObject({
    status: 0,
    stdout: `✔ ${COUNT} operations registered, ${COUNT + 2} files written or removed.\n`,
    stderr: '',
  });
  expect(globSync('persisted-queries/contracts/Op*.json', { cwd: folder })).toHaveLength(COUNT);
  // Of its own: what else the machine does is no matter here. The wall clock of an idle one is about the same.
  expect(built.cpuSeconds).toBeLessThan(60);
  expect(built.megabytes).toBeLessThan(1_024);

  const checked = tollgate('operations', 'check');
  expect(checked).toMatchObject({ status: 0, stderr: '' });
  expect(checked.cpuSeconds).toBeLessThan(60);
  expect(checked.megabytes).toBeLessThan(1_024);
});
