import { spawnSync } from 'node:child_process';
import type { Contract } from '../../../kernel/ports/registry.ts';
import { readContract } from '../contract-files.ts';

/** The contracts that stood in a folder at a commit, tag or branch of its git repository. @throws when git knows no such, or one is broken. */
export function contractsAt(ref: string, folder: string): readonly Contract[] {
  const git = gitIn(folder, ref);
  const commit = git(['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`])
    .toString()
    .trim();
  const files = git(['ls-tree', '-z', commit, 'contracts/'])
    .toString()
    .split('\0')
    .flatMap((line) => {
      const [, object, file] = CONTRACT.exec(line) ?? [];
      return object && file ? [{ object, file }] : [];
    });
  // One process for all: one each would take minutes for ten thousand.
  const written = git(['cat-file', '--batch'], files.map(({ object }) => `${object}\n`).join(''));
  const mend = `It stands so in the commit ${commit.slice(0, 12)}, which no build can mend: compare with another one.`;
  let at = 0;
  return files.map(({ file }) => {
    const begin = written.indexOf('\n', at) + 1; // after `<object> blob <bytes>`
    const end = begin + Number(written.toString('utf8', at, begin).split(' ')[2]);
    at = end + 1;
    return readContract(written.toString('utf8', begin, end), `${ref}:${file}`, mend);
  });
}

/** `100644 blob <object>\t<file>`, of files that are named as contracts are. */
const CONTRACT = /^\d+ blob ([0-9a-f]+)\t(.+\.[0-9a-f]{8}\.json)$/;
const MOST_BYTES = 2 ** 30;

function gitIn(folder: string, ref: string) {
  return (args: readonly string[], input = ''): Buffer => {
    const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...args], {
      input,
      maxBuffer: MOST_BYTES,
    });
    if (status === 0) return stdout;
    const why = error?.message ?? stderr.toString().trim();
    throw new Error(
      `The contracts at "${ref}" cannot be read: ${why}. Name a commit, tag or branch; in CI, fetch the whole history (fetch-depth: 0).`,
    );
  };
}
