import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from './support/peers/free-port.ts';

const CONFIG = `
import { defineConfig } from 'tollgate';

const later = () => new Promise((_, reject) => setImmediate(() => reject(new Error('later'))));
const bad = () => new Error('at once');

export default defineConfig({
  schema: 'schema.graphql',
  operations: { mode: 'open' },
  resolvers: { Query: { numbers: () => [later(), bad()], fine: () => 'yes', thrown: () => void later() } },
});
`;

async function ask(port: number, query: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await answer.json()) as { data: unknown }).data;
}

/** The command itself, once it says where it serves. */
async function serving(folder: string, port: number): Promise<ChildProcess> {
  const env = { ...process.env, PORT: String(port), ADMIN_PORT: '0' };
  const child = spawn(process.execPath, [resolve('bin/tollgate.js'), 'serve'], { cwd: folder, env });
  await once(child.stdout, 'data');
  return child;
}

test('a promise that graphql-js forgets does not end the process; one that a resolver forgets does', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'tollgate-forgotten-'));
  writeFileSync(join(folder.path, 'schema.graphql'), 'type Query { numbers: [Int!] fine: String thrown: String }');
  writeFileSync(join(folder.path, 'tollgate.config.ts'), CONFIG);
  const port = await freePort();
  const child = await serving(folder.path, port);
  const exited = once(child, 'exit');
  try {
    expect(await ask(port, '{ numbers }')).toEqual({ numbers: null });
    expect(await ask(port, '{ fine }')).toEqual({ fine: 'yes' });
    await ask(port, '{ thrown }').catch(() => {});
    expect(await exited).toEqual([1, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
