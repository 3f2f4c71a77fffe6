import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { ConfigInput } from '../../src/index.ts';
import { createTestGateway, fakeClock } from '../../src/testing.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { scrape } from '../support/readings/metrics.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

const OPERATIONS = `query Slow @contract(objectives: { p50: "50ms", p95: "100ms" }) { wait }
  query Other { wait }`;

/** A gateway whose answers take as long as the test says. */
async function served(changes: Partial<ConfigInput> = {}) {
  const clock = fakeClock();
  clock.advance(10);
  const folder = sdlFolder({ 'a.graphql': 'type Query { wait(more: Int): Int }' });
  mkdirSync(join(folder.root, 'persisted-queries'));
  writeFileSync(join(folder.root, 'persisted-queries/all.graphql'), OPERATIONS);
  let takes = 0;
  const wait = (): number => {
    clock.advance(takes);
    return takes;
  };
  const config: ConfigInput = {
    schema: 'a.graphql',
    resolvers: { Query: { wait } },
    objectives: { requests: 10, window: '1m' },
    ...changes,
  };
  const { contracts } = createToolbox(readConfig(config), folder.root).write();
  const gateway = await createTestGateway({ root: folder.root, config, clock });
  return {
    clock,
    gateway,
    /** Sends so many requests, each of which takes so long. */
    async ask(name: string, times: number, milliseconds: number) {
      takes = milliseconds;
      const documentId = contracts.find((contract) => contract.name === name)?.id;
      for (let sent = 0; sent < times; sent++) await gateway.post({ documentId });
    },
    /** As the graph tells them. */
    async objectives(name: string) {
      const query = `query ($id: ID!) { gateway { operation(id: $id) { objectives {
        p50 { ...One } p95 { ...One } p99 { ...One } requests met
      } } } } fragment One on GatewayOperationObjective { wanted seen met }`;
      const id = contracts.find((contract) => contract.name === name)?.id;
      const { body } = await gateway.post({ query, variables: { id } });
      return (body.data as { gateway: { operation: { objectives: unknown } } }).gateway.operation.objectives;
    },
    signals: () =>
      gateway.signals
        .filter(({ name }) => name === 'operation.objectives')
        .map(({ level, message }) => [level, message]),
    async check() {
      const response = await fetch(`${gateway.adminUrl}/readyz`);
      const { status, checks } = (await response.json()) as {
        status: string;
        checks: { name: string; detail: string }[];
      };
      return [response.status, status, checks.find(({ name }) => name === 'objectives')?.detail];
    },
    met: async (name: string) =>
      (await scrape(gateway)).value('tollgate_operation_objectives_met', { tollgate_operation: name }),
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      folder[Symbol.dispose]();
    },
  };
}

test('a violation is told once when it begins and once when it ends, and stands in health and metrics', async () => {
  await using one = await served();
  await one.ask('Slow', 9, 200);
  expect([one.signals(), await one.met('Slow')]).toEqual([[], undefined]); // too few to say
  await one.ask('Slow', 20, 200);
  const slow = expect.stringMatching(
    /^Slow is slower than its objectives: p50 \d+ ms in place of 50 ms, p95 \d+ ms in place of 100 ms, of \d+ requests\./,
  );
  expect(one.signals()).toEqual([['warn', slow]]);
  expect([await one.check(), await one.met('Slow')]).toEqual([
    [200, 'warn', expect.stringMatching(/^Slow: p50 (19|20|21)\d ms in place of 50 ms, p95 /)],
    0,
  ]);
  one.clock.advance(120_000);
  await one.ask('Slow', 20, 20);
  one.clock.advance(2_000);
  await one.ask('Slow', 1, 20);
  expect(one.signals()).toEqual([
    ['warn', slow],
    ['info', expect.stringContaining('Slow is no longer slower than its objectives')],
  ]);
  expect([await one.check(), await one.met('Slow')]).toEqual([
    [200, 'pass', 'operations are as fast as they shall be'],
    1,
  ]);
});

test('a violation ends when nobody asks any more', async () => {
  await using one = await served();
  await one.ask('Slow', 20, 200);
  expect((await one.check())[1]).toBe('warn');
  one.clock.advance(120_000);
  expect([(await one.check())[1], await one.met('Slow')]).toEqual(['pass', undefined]);
  expect(one.signals().map(([level]) => level)).toEqual(['warn', 'info']);
});

test('the graph tells what is wanted of an operation, what was seen, and whether it is met', async () => {
  await using one = await served();
  const unseen = { seen: null, met: null };
  const wanted = { p50: { wanted: 50, ...unseen }, p95: { wanted: 100, ...unseen }, p99: null };
  expect(await one.objectives('Slow')).toEqual({ ...wanted, requests: 0, met: null });
  await one.ask('Slow', 9, 80);
  expect(await one.objectives('Slow')).toMatchObject({ p50: { met: null }, requests: 9, met: null });
  await one.ask('Slow', 1, 80);
  const about80 = expect.closeTo(80, -1); // within 5
  expect(await one.objectives('Slow')).toEqual({
    p50: { wanted: 50, seen: about80, met: false },
    p95: { wanted: 100, seen: about80, met: true },
    p99: null,
    requests: 10,
    met: false,
  });
  one.clock.advance(120_000);
  expect(await one.objectives('Slow')).toEqual({ ...wanted, requests: 0, met: null });
  expect(await one.objectives('Other')).toBeNull();
});

test('where a contract says nothing, the config does; where neither does, nothing is watched', async () => {
  await using plain = await served();
  await plain.ask('Other', 30, 500);
  expect([plain.signals(), await plain.check()]).toEqual([[], [200, 'pass', undefined]]);
  await using config = await served({ objectives: { p99: '300ms', requests: 10 } });
  await config.ask('Other', 30, 500);
  expect(await config.objectives('Other')).toMatchObject({ p50: null, p99: { wanted: 300, met: false }, met: false });
  await config.ask('Slow', 30, 40); // its contract asks for something else
  expect(config.signals()).toEqual([
    ['warn', expect.stringMatching(/^Other is slower .* p99 \d+ ms in place of 300 ms/)],
  ]);
});

test('answers tell how long they took where the config says so', async () => {
  await using timed = await served({ http: { timing: true } });
  await timed.ask('Slow', 1, 30);
  const { headers } = await timed.gateway.post({ query: '{ wait }' });
  expect(headers.get('x-response-time-ms')).toBe('30.0');
  expect(headers.get('server-timing')).toMatch(
    /^received;dur=[\d.]+, resolved;dur=[\d.]+, governed;dur=[\d.]+, executed;dur=30\.0, total;dur=30\.0$/,
  );
  const refused = await timed.gateway.post({ query: '{' });
  expect(refused.headers.get('server-timing')).toMatch(/^received;dur=[\d.]+, total;dur=[\d.]+$/);
  await using plain = await served();
  const answered = await plain.gateway.post({ query: '{ wait }' });
  expect(['x-response-time-ms', 'server-timing'].map((name) => answered.headers.get(name))).toEqual([null, null]);
});
