import { spawnSync } from 'node:child_process';
import { styleText } from 'node:util';

/** `npm run check`: everything that can be known without running the gateway. Stops at nothing, so that one run tells all. */
const CHECKS: readonly (readonly [what: string, command: string, ...args: string[]])[] = [
  ['Types hold', 'tsc', '-p', 'tsconfig.json'],
  ['Lint is clean and every import points the right way', 'oxlint'],
  ['Files are formatted', 'oxfmt', '--check'],
  ['No code, export or dependency is unused', 'knip'],
  ['Generated docs are those of the code', 'node', 'scripts/docs.ts', '--check'],
  [
    'Registered operations fit the schema and their contracts are fresh',
    'node',
    'bin/tollgate.js',
    'operations',
    'check',
  ],
];

let failed = 0;
for (const [what, command, ...args] of CHECKS) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const ok = status === 0;
  console.log(`${ok ? styleText('green', '✔') : styleText('red', '✘')} ${what} ${styleText('dim', `${seconds} s`)}`);
  if (ok) continue;
  failed++;
  console.log(`${stdout}${stderr}`.trimEnd());
}
process.exitCode = failed > 0 ? 1 : 0;
