import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConfigInput } from '../src/index.ts';
import { createTestGateway, type TestBody, type TestGateway } from '../src/testing.ts';
import { type Case, idOf, readCases, requestOf, textOf, type Way, waysOf } from './support/readings/cases.ts';

const SDL = `
  type Query {
    health: String
    a: A
    list(first: Int @constraint(min: 1, max: 100)): [A!]
    items(ids: [Int!]): [A!]
    pages(first: Int): [A!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    echo(j: JSON): JSON
  }
  type A { name: String a: A many: [A!] @listSize(assumedSize: 100) }
  type Subscription { tick: Int }
  scalar JSON
`;

const A = { name: 'a' };
const resolvers: ConfigInput['resolvers'] = {
  Query: {
    health: () => 'ok',
    a: () => A,
    list: () => [A],
    items: () => [A],
    pages: () => [A],
    echo: (_: unknown, { j }: { readonly j?: unknown }) => j ?? null,
  },
};

const cases = readCases();
const LISTED = 'query Listed {\n  health\n}';

/** What a build would have written, had it not refused them. */
function contracts(): readonly object[] {
  const texts = cases.flatMap(({ registered, query }) => (registered && query ? [textOf(query)] : []));
  return [...new Set([LISTED, ...texts])].map((document) => {
    const [, name = ''] = /^query\s+(\w+)/.exec(document) ?? [];
    return { id: idOf(document), name, type: 'query', document };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'tollgate-cases-'));
const gateways = new Map<string, TestGateway>();

beforeAll(async () => {
  writeFileSync(join(folder, 'schema.graphql'), SDL);
  mkdirSync(join(folder, 'operations/contracts'), { recursive: true });
  // In development contracts are derived.
  writeFileSync(join(folder, 'operations/listed.graphql'), LISTED);
  for (const [index, contract] of contracts().entries())
    writeFileSync(join(folder, `operations/contracts/${index}.json`), JSON.stringify(contract));
  const start = async (name: string, dev: boolean, config: Partial<ConfigInput>): Promise<void> => {
    const common = { schema: 'schema.graphql', resolvers, http: { limits: { batch: 5 }, drain: { notice: '0s' } } };
    gateways.set(name, await createTestGateway({ root: folder, dev, config: { ...common, ...config } }));
  };
  const operations = { folder: 'operations' };
  await start('open', false, { operations: { ...operations, mode: 'open' } });
  await start('priced', false, { operations: { ...operations, mode: 'open' }, cost: { max: 1_000 } });
  await start('dev', true, { operations });
  await start('unbatched', false, { operations: { ...operations, mode: 'open' }, http: { drain: { notice: '0s' } } });
  await start('safelist', false, { operations: { ...operations, mode: 'safelist' } });
  await start('ids-only', false, { operations: { ...operations, mode: 'ids-only' } });
  // What comes first in a process pays for the compiling of what it runs.
  for (const gateway of gateways.values()) for (let i = 0; i < 20; i++) await plain(gateway);
}, 60_000);

afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.stop()));
  rmSync(folder, { recursive: true });
});

/** A request that every gateway here answers. */
const plain = (gateway: TestGateway) => gateway.post({ documentId: `sha256:${idOf(LISTED)}`, query: undefined });

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: string;
}

async function answerTo(gateway: TestGateway, one: Case, way: Way): Promise<Answer> {
  const { path, init } = requestOf(one, way);
  const response = await gateway.fetch(path, init);
  const text = await response.text();
  return { status: response.status, text, headers: JSON.stringify([...response.headers]) };
}

/** How often something is tried that took too long: work that is dear is so each time, a busy machine is not. */
const TRIES = 3;

/**
 * Does something until it took less than so many milliseconds of this thread, which runs the gateway. Time of the clock would
 * count what other processes do.
 */
async function within<T>(milliseconds: number, act: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    const before = process.threadCpuUsage();
    const made = await act();
    const { user, system } = process.threadCpuUsage(before);
    if ((user + system) / 1_000 < milliseconds) return made;
    if (tried === TRIES) throw new Error(`It took ${(user + system) / 1_000} ms; it may take ${milliseconds}.`);
  }
}

const rows = cases.flatMap((one) =>
  waysOf(one).map((way) => [`row ${one.row}, ${one.name}, by ${way}`, one, way] as const),
);

test('the cases are many, and on every way', () => {
  expect(new Set(rows.map(([, , way]) => way))).toEqual(new Set(['POST', 'GET', 'batch', 'apq', 'id']));
  for (const [, { registered, query }] of rows) if (registered && query) parse(textOf(query));
});

test.each(rows)('%s', async (_, one, way) => {
  const gateway = gateways.get(one.gateway ?? 'open') as TestGateway;
  const answer = await within(one.milliseconds, () => answerTo(gateway, one, way));
  const whole = JSON.parse(answer.text) as TestBody | readonly [TestBody];
  const isArray = Array.isArray(whole); // an array whose text is refused is answered as one request
  const body: TestBody = isArray ? whole[0] : whole;
  const codes = (body.errors ?? []).map(({ extensions }) => extensions.code);
  expect(codes).toEqual(one.code === null ? [] : Array.from({ length: one.errors ?? 1 }, () => one.code));
  expect(answer.status).toBe(isArray ? 200 : one.status);
  expect(answer.text.length).toBeLessThanOrEqual(4_096);
  expect(answer.text + answer.headers).not.toMatch(/node_modules|\.ts:|call stack|Did you mean|tollgate-cases/);
  for (const { message } of body.errors ?? []) expect(message).not.toMatch(/(?!sha256)[\w\d]{65}/);
  expect({}).not.toHaveProperty('x');
  const next = await within(50, () => plain(gateway));
  expect([next.status, next.body]).toEqual([200, { data: { health: 'ok' } }]);
});

test('row 77: strangers who register without end push out no query that is asked for', async () => {
  const operations = { folder: 'operations', mode: 'open', apq: { entries: 50 } } as const;
  const config = { schema: 'schema.graphql', resolvers, operations, http: { drain: { notice: '0s' } } };
  await using gateway = await createTestGateway({ root: folder, dev: false, config });
  const extensions = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: idOf(query) } });
  const register = (query: string) => gateway.post({ query, extensions: extensions(query) });
  const byHash = async (query: string) => (await gateway.post({ extensions: extensions(query) })).body;
  const ours = '{ ours: health }';
  await register(ours);
  for (let stranger = 0; stranger < 1_000; stranger++) {
    expect((await register(`{ s${stranger}: health }`)).status).toBe(200);
    if (stranger % 25 === 0) expect(await byHash(ours)).toEqual({ data: { ours: 'ok' } });
  }
  const { errors = [] } = await byHash('{ s0: health }');
  expect(errors.map(({ extensions: { code } }) => code)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
});
