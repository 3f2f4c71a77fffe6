#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it finds Node 24 and the code to run. In a checkout that is src/, whose types
// Node strips by itself; in a package or image there is no src/ and dist/ runs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED = [24, 15];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const inCheckout = existsSync(here('../src/cli/main.ts'));

if (isNewEnough(process.versions.node)) await run();
else runOnInstalledNode();

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

async function run() {
  if (!inCheckout) return import('../dist/cli/main.js');
  // A config in the checkout imports `tollgate` as a user's would; there is no dist/ to find, so it gets src/.
  const entries = { tollgate: '../src/index.ts', 'tollgate/testing': '../src/testing.ts' };
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(Object.hasOwn(entries, specifier) ? new URL(entries[specifier], import.meta.url).href : specifier, context),
  });
  return import('../src/cli/main.ts');
}

function runOnInstalledNode() {
  const node = findNode();
  if (node === undefined) {
    console.error(
      `tollgate needs Node ${NEEDED.join('.')} or newer; this is ${process.version}. Run \`npm ci\`, which brings it, or install it.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends its Ctrl-C to both processes; sent on, it would reach the child twice and count as the second.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function findNode() {
  try {
    const path = nodeModule.createRequire(import.meta.url).resolve('node/bin/node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
