import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort } from '../support/peers/free-port.ts';

/** The Node of the machine, where it is older than the one that the project brings. */
const machineNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path));
const machineVersion = machineNode ? execFileSync(machineNode, ['--version'], { encoding: 'utf8' }).trim() : 'none';

describe(`on the machine's own Node (${machineVersion})`, () => {
  test('the command runs, by the Node that the project brings', () => {
    const { status, stdout } = spawnSync(
      machineNode ?? process.execPath,
      [resolve('bin/tollgate.js'), 'operations', 'list'],
      { encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining('TripBoard')]);
  });
});

/** `npm start` with every port one that is free. */
async function start(changes: Record<string, string> = {}) {
  const names = [
    'PORT',
    'ADMIN_PORT',
    'ATLAS_GEOGRAPHY_PORT',
    'ATLAS_AIRPORTS_PORT',
    'ATLAS_CLOCK_PORT',
    'ATLAS_TRIPS_PORT',
  ];
  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, String(await freePort())] as const)),
  );
  const env = { ...process.env, ...ports, ...changes, NO_COLOR: '1' };
  const child = spawn('npm', ['start', '--silent'], { env, detached: true });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const exit = once(child, 'exit');
  return { child, exit, ports, output: () => output };
}

describe('npm start', () => {
  test('prints the graph, the explorer, the admin address and a curl that answers, and ends with its services at SIGTERM', async () => {
    const startedAt = performance.now();
    const { child, exit, output, ports } = await start();
    while (!output().includes('try '))
      await Promise.race([once(child.stdout, 'data'), exit.then(() => Promise.reject(new Error(output())))]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const [graph, explorer, admin, curl, ...more] = output().trim().split('\n');
    expect([graph, explorer, admin, more]).toEqual([
      `graph     http://127.0.0.1:${ports['PORT']}/graphql`,
      `explorer  http://127.0.0.1:${ports['PORT']}/graphql  (in a browser)`,
      expect.stringMatching(
        new RegExp(
          `^admin     http://127.0.0.1:${ports['ADMIN_PORT']}/graphql  \\(authorization: Bearer [0-9a-f]{32}\\)$`,
        ),
      ),
      [],
    ]);
    const url = curl?.split(' ').at(-1) ?? '';
    expect(await (await fetch(url)).json()).toMatchObject({ data: { trips: { items: expect.any(Array) } } });
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await exit;
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${ports['ATLAS_TRIPS_PORT']}`)).rejects.toThrow();
  });

  test.each(['PORT', 'ADMIN_PORT', 'ATLAS_AIRPORTS_PORT'])(
    'a taken port names the variable %s and leaves nothing running',
    async (variable) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const { port } = taken.address() as { port: number };
      const { exit, output, ports } = await start({ [variable]: String(port) });
      expect((await exit)[0]).toBe(1);
      expect(output()).toMatch(new RegExp(`Port ${port}.* is taken\\. Set ${variable} to a free one`));
      await expect(fetch(`http://127.0.0.1:${ports['ATLAS_TRIPS_PORT']}`)).rejects.toThrow();
      taken.close();
    },
  );
});
