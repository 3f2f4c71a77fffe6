import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeClock, type TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { tollgate } from '../support/readings/cli.ts';

const DAY = 86_400_000;
const START = Date.UTC(2027, 0, 1);

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tollgate-usage-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(data, { recursive: true });
});

const file = (): string => join(data, 'usage.json');
const manifest = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
  operations: { id: string; name: string }[];
};
const idOf = (name: string): string => manifest.operations.find((one) => one.name === name)?.id ?? '';

/** A gateway in production at a point in time. */
const serve = (now: number): Promise<TestGateway> =>
  atlasGateway([], {
    config: atlasConfig({ http: { drain: { notice: '0ms' } } }),
    dev: false,
    env: { TOLLGATE_DATA: data },
    clock: fakeClock(now),
  });
const ask = ({ post }: TestGateway, name: string, client?: string) =>
  post({ documentId: idOf(name) }, { headers: client ? { 'apollographql-client-name': client } : {} });
const kept = () =>
  JSON.parse(readFileSync(file(), 'utf8')) as {
    operations: Record<string, { since: string; clients: Record<string, { calls: number; lastSeen: string }> }>;
  };

test('calls are counted by operation and client, across restarts', async () => {
  const first = await serve(START);
  for (const client of ['web', 'web', 'board', undefined]) await ask(first, 'GatewayHealth', client);
  await first.stop();
  const second = await serve(START + DAY);
  await ask(second, 'GatewayHealth', 'web');
  await second.stop();
  expect(kept().operations[idOf('GatewayHealth')]).toEqual({
    since: '2027-01-01T00:00:00.000Z',
    clients: {
      '': { calls: 1, lastSeen: '2027-01-01T00:00:00.000Z' },
      board: { calls: 1, lastSeen: '2027-01-01T00:00:00.000Z' },
      web: { calls: 3, lastSeen: '2027-01-02T00:00:00.000Z' },
    },
  });
  expect(kept().operations[idOf('GatewayFlags')]).toEqual({ since: '2027-01-01T00:00:00.000Z', clients: {} });
  expect(readdirSync(data)).toEqual(['usage.json']);
});

test('two gateways that count in one file add up, whichever ends last', async () => {
  const [one, other] = [await serve(START), await serve(START)];
  await ask(one, 'GatewayHealth', 'web');
  await ask(other, 'GatewayHealth', 'web');
  await ask(other, 'GatewayErrors', 'web');
  await other.stop();
  await one.stop();
  const { operations } = kept();
  expect(operations[idOf('GatewayHealth')]?.clients['web']?.calls).toBe(2);
  expect(operations[idOf('GatewayErrors')]?.clients['web']?.calls).toBe(1);
});

test('callers that name themselves a thousand ways are fifty clients and the rest', async () => {
  await using gateway = await serve(START);
  for (let caller = 0; caller < 60; caller++) await ask(gateway, 'GatewayHealth', `caller${caller}`);
  await gateway.stop();
  const clients = kept().operations[idOf('GatewayHealth')]?.clients ?? {};
  expect(Object.keys(clients)).toHaveLength(51);
  expect(clients['…']?.calls).toBe(10);
});

test.each(['', '{ "operations": { "half', '{"operations":{"a":1}}'])(
  'a file that is none (%j) is told of, and keeps no request from its answer',
  async (text) => {
    writeFileSync(file(), text);
    await using gateway = await serve(START);
    expect((await ask(gateway, 'GatewayHealth')).status).toBe(200);
    await gateway.stop();
    expect(gateway.signals.filter(({ name }) => name === 'usage.failed')).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: expect.stringMatching(
          /it is not what a gateway writes; move it away\. It is counted in memory meanwhile\.$/,
        ),
      }),
    ]);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  },
);

describe('tollgate operations list --unused', () => {
  const list = (...args: readonly string[]) => tollgate(['operations', 'list', '--json', ...args]);
  const usage = (since: number, lastSeen?: number) => ({
    since: new Date(since).toISOString(),
    clients: lastSeen === undefined ? {} : { web: { calls: 1, lastSeen: new Date(lastSeen).toISOString() } },
  });
  beforeEach(() => vi.stubEnv('TOLLGATE_DATA', data));

  test('names what nobody has asked for in so long, and nothing that could not be asked for', async () => {
    const now = Date.now();
    const operations = {
      [idOf('GatewayHealth')]: usage(now - 90 * DAY, now - DAY),
      [idOf('GatewayErrors')]: usage(now - 90 * DAY, now - 40 * DAY),
      [idOf('GatewayFlags')]: usage(now - 90 * DAY),
      [idOf('GatewaySources')]: usage(now - DAY),
      ['0'.repeat(64)]: usage(now - 90 * DAY),
    };
    writeFileSync(file(), JSON.stringify({ operations }));
    const { status, stdout } = await list('--unused', '30d');
    const found = JSON.parse(stdout) as { name: string; lastSeen: string | null }[];
    expect([status, found.map(({ name, lastSeen }) => [name, lastSeen?.slice(0, 10) ?? null])]).toEqual([
      0,
      [
        ['GatewayErrors', new Date(now - 40 * DAY).toISOString().slice(0, 10)],
        ['GatewayFlags', null],
      ],
    ]);
    const people = await tollgate(['operations', 'list', '--unused', '30d']);
    expect(people.stdout).toMatch(/GatewayFlags .* never /);
    expect(people.stdout).toContain('2 operations that nobody has asked for.');
    expect((await tollgate(['operations', 'list', '--unused', '100d'])).stdout).toBe(
      'Every operation that has been served for so long has been asked for.\n',
    );
  });

  test('says so where no gateway has counted', async () => {
    const { status, stderr } = await list('--unused', '30d');
    expect([status, stderr]).toEqual([1, expect.stringContaining('No gateway has counted here.')]);
  });

  test('a duration that is none is misuse', async () => {
    const { status, stderr } = await list('--unused', 'long');
    expect([status, stderr]).toEqual([2, expect.stringContaining('Write a duration such as 30d or 12h.')]);
  });
});
