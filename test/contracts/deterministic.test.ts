import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Elsewhere {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its files are called otherwise, so that the last is read first. */
  readonly backwards?: boolean;
}

/** Builds all example operations in a folder elsewhere, from nothing; gives the files written. */
function builtIn(name: string, { env = {}, backwards = false }: Elsewhere): ReadonlyMap<string, string> {
  const root = mkdtempSync(join(tmpdir(), name));
  try {
    for (const part of ['schema', 'persisted-queries', 'demo', 'src', 'bin', 'package.json'])
      cpSync(part, join(root, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    const folder = join(root, 'persisted-queries');
    rmSync(join(folder, 'contracts'), { recursive: true });
    mkdirSync(join(folder, 'contracts'));
    if (backwards) for (const part of ['schema/atlas', 'persisted-queries']) turnOrder(join(root, part));
    const { status, stderr } = spawnSync(process.execPath, ['bin/tollgate.js', 'operations', 'build'], {
      cwd: root,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return filesBelow(folder);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function turnOrder(folder: string): void {
  const files = globSync('**/*.graphql', { cwd: folder }).sort();
  for (const [index, file] of files.entries()) {
    const place = String(files.length - index).padStart(2, '0');
    renameSync(join(folder, file), join(folder, `${place}-${basename(file)}`));
  }
}

const filesBelow = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    globSync(['contracts/*.json', 'manifest.json'], { cwd: folder })
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );

test('the same operations give the same bytes, in any folder, language and time zone, in whichever order they are read', () => {
  const committed = filesBelow('persisted-queries');
  expect(committed.size).toBeGreaterThan(20);
  const here = builtIn('tollgate-one-', { env: { LANG: 'C', LC_ALL: 'C', TZ: 'Pacific/Kiritimati' } });
  const there = builtIn('tollgate-überall-', {
    env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'America/St_Johns' },
  });
  const turned = builtIn('tollgate-turned-', { backwards: true });
  expect(here).toEqual(committed);
  expect(there).toEqual(committed);
  expect(turned).toEqual(committed);
});
