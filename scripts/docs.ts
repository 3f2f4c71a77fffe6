import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedDocs } from './generated-docs.ts';

/** `npm run docs` writes the generated documents; with `--check` it only compares, and fails when one is stale. */
const folder = new URL('../docs/', import.meta.url);
const check = process.argv.includes('--check');

const stale: string[] = [];
mkdirSync(new URL('generated/', folder), { recursive: true });
for (const [name, text] of generatedDocs()) {
  const path = new URL(name, folder);
  if (check && read(path) !== text) stale.push(name);
  if (!check) writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(`Stale in docs: ${stale.join(', ')}. Run \`npm run docs\` and commit what it writes.`);
  process.exitCode = 1;
}

function read(path: URL): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
