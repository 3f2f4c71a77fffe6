import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { freePort } from '../support/peers/free-port.ts';
import { startBalancer } from '../support/rolling/balancer.ts';
import { type Instance, startInstance } from '../support/rolling/instance.ts';
import { startLoad } from '../support/rolling/load.ts';

const RATE = 300;
const CONNECTIONS = 20;

/** A project whose one field answers a constant that stands in the config. */
function project() {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-rolling-'));
  const write = (constant: number): void => {
    const path = join(root, 'tollgate.config.mjs');
    const config = {
      schema: 'schema.graphql',
      http: { drain: { notice: '400ms', grace: '5s' } },
    };
    const text = `export default { ...${JSON.stringify(config)}, resolvers: { Query: { constant: () => ${constant} } } };\n`;
    writeFileSync(`${path}~`, text);
    renameSync(`${path}~`, path);
  };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ tollgate: { config: 'tollgate.config.mjs' } }));
  writeFileSync(join(root, 'schema.graphql'), 'type Query { constant: Int! }');
  mkdirSync(join(root, 'persisted-queries'));
  writeFileSync(join(root, 'persisted-queries/constant.graphql'), 'query Constant { constant }');
  write(1);
  const { contracts } = createToolbox(readConfig({ schema: 'schema.graphql' }), root).write();
  return {
    root,
    write,
    documentId: `sha256:${contracts[0]?.id}`,
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

const instance = async (root: string): Promise<Instance> => startInstance(root, await freePort(), await freePort());

test('20 restarts by SIGTERM behind a balancer, under load: no request fails', async () => {
  using folder = project();
  await using first = await instance(folder.root);
  await using second = await instance(folder.root);
  await using balancer = await startBalancer([first.port, second.port]);
  await vi.waitFor(async () => expect((await fetch(`${balancer.url}/readyz`)).ok).toBe(true), { timeout: 5_000 });
  const load = startLoad(balancer.url, { documentId: folder.documentId }, { rate: RATE, connections: CONNECTIONS });
  const codes: (number | null)[] = [];
  for (let restart = 0; restart < 20; restart++) {
    const one = restart % 2 === 0 ? first : second;
    codes.push(await one.end());
    await one.start();
    // The balancer must have seen it come back before the other one goes.
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${one.port}/readyz`)).ok).toBe(true));
    await new Promise((later) => setTimeout(later, 200));
  }
  await vi.waitFor(() => expect(load.answers.length).toBeGreaterThanOrEqual(20_000), {
    timeout: 200_000,
    interval: 100,
  });
  await load.stop();
  console.log(`${load.answers.length} requests through 20 restarts, ${load.failures.length} failed`);
  expect({ codes, failures: load.failures }).toEqual({ codes: codes.map(() => 0), failures: [] });
  expect(load.answers.filter(({ status, body }) => status !== 200 || body !== '{"data":{"constant":1}}')).toEqual([]);
});

test('50 reloads under load: no request fails, and each answer is of one generation', async () => {
  using folder = project();
  await using gateway = await instance(folder.root);
  const url = `http://127.0.0.1:${gateway.port}`;
  const load = startLoad(url, { documentId: folder.documentId }, { rate: RATE, connections: CONNECTIONS });
  const answered = (constant: number): Promise<void> =>
    vi.waitFor(() => expect(load.answers.at(-1)?.body).toBe(`{"data":{"constant":${constant}}}`), {
      timeout: 5_000,
      interval: 10,
    });
  await answered(1);
  for (let constant = 2; constant <= 51; constant++) {
    folder.write(constant);
    gateway.signal('SIGHUP');
    await answered(constant);
  }
  await load.stop();
  console.log(`${load.answers.length} requests through 50 reloads, ${load.failures.length} failed`);
  expect(load.failures).toEqual([]);
  const seen = new Set(
    load.answers.map(({ status, generation, body }) => `${status} ${generation.split('-')[0]} ${body}`),
  );
  const wanted = Array.from({ length: 51 }, (_, index) => `200 ${index + 1} {"data":{"constant":${index + 1}}}`);
  expect([...seen].sort()).toEqual(wanted.sort());
});
