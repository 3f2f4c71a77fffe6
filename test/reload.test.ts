import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readConfig, type ConfigInput } from '../src/config.ts';
import { createToolbox } from '../src/toolbox.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../src/testing.ts';

/** A project of a user's in a folder of its own. */
function project(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-reload-'));
  const write = (changes: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(changes)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, `${name}~`), text);
      renameSync(join(root, `${name}~`), join(root, name));
    }
  };
  write(files);
  return { root, write, [Symbol.dispose]: () => existsSync(root) && rmSync(root, { recursive: true }) };
}

const SDL = 'type Query { greeting: String }';
const greeting = (text: string): ConfigInput => ({
  schema: 'schema.graphql',
  resolvers: { Query: { greeting: () => text } },
});

async function asksAdmin(gateway: TestGateway, query: string) {
  const response = await fetch(`${gateway.adminUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminToken}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: { message: string; extensions: object }[];
  };
}

const generationOf = async (gateway: TestGateway) => {
  const { headers, body } = await gateway.post({ query: '{ greeting }' });
  return { generation: headers.get('x-tollgate-generation'), greeting: body.data?.['greeting'] };
};

test('a reload by the admin graph lets the new config serve', async () => {
  using folder = project({ 'schema.graphql': SDL });
  let text = 'hello';
  const load = async () => ({ input: greeting(text), files: [] });
  await using gateway = await createTestGateway({ root: folder.root, config: greeting(text), load });
  expect(await generationOf(gateway)).toMatchObject({ generation: expect.stringMatching(/^1-/), greeting: 'hello' });
  text = 'good morning';
  const { data } = await asksAdmin(gateway, 'mutation { reload { generation } }');
  expect(await generationOf(gateway)).toEqual({
    generation: (data?.['reload'] as { generation: string }).generation,
    greeting: 'good morning',
  });
});

test('a request keeps the generation that it began with, which is closed after it', async () => {
  using folder = project({ 'schema.graphql': SDL });
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const closed = vi.fn(async () => {});
  const slow: ConfigInput = {
    schema: 'schema.graphql',
    resolvers: { Query: { greeting: async () => (asked.resolve(), await goOn.promise, 'old') } },
    plugins: { received: [{ name: 'mine', close: closed }] },
  };
  const load = async () => ({ input: greeting('new'), files: [] });
  await using gateway = await createTestGateway({ root: folder.root, config: slow, load });
  const old = generationOf(gateway);
  await asked.promise;
  await gateway.reload();
  expect(await generationOf(gateway)).toMatchObject({ greeting: 'new' });
  expect(closed).not.toHaveBeenCalled();
  goOn.resolve();
  expect(await old).toMatchObject({ generation: expect.stringMatching(/^1-/), greeting: 'old' });
  await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
});

test('plugins of a config that stayed live on, started once and closed once', async () => {
  using folder = project({ 'schema.graphql': SDL });
  const mine = { name: 'mine', start: vi.fn(async () => {}), close: vi.fn(async () => {}) };
  {
    const config = { ...greeting('hello'), plugins: { received: [mine] } };
    await using gateway = await createTestGateway({ root: folder.root, config });
    await gateway.reload();
    await gateway.reload();
    expect([mine.start.mock.calls.length, mine.close.mock.calls.length]).toEqual([1, 0]);
  }
  expect([mine.start.mock.calls.length, mine.close.mock.calls.length]).toEqual([1, 1]);
});

describe('what is broken leaves the old generation serving, and health names it:', () => {
  test.each([
    ['the schema', { 'schema.graphql': 'type Query {' }, /schema\.graphql:1:13: Syntax Error/],
    ['an operation', { 'persisted-queries/a.graphql': 'query A { no }' }, /a\.graphql:1:11: Cannot query field "no"/],
    [
      'the flags that it names',
      { 'schema.graphql': 'type Query { greeting: String @flag(key: "no") }' },
      /"no", which is not defined/,
    ],
  ])('%s', async (_, broken, problem) => {
    using folder = project({ 'schema.graphql': SDL });
    await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello') });
    folder.write(broken);
    const { errors } = await asksAdmin(gateway, 'mutation { reload { generation } }');
    expect(errors).toMatchObject([{ message: expect.stringMatching(problem), extensions: { code: 'CONFLICT' } }]);
    expect(await generationOf(gateway)).toMatchObject({ generation: expect.stringMatching(/^1-/), greeting: 'hello' });
    const health = await (await fetch(`${gateway.adminUrl}/readyz`)).json();
    expect(health).toMatchObject({
      status: 'warn',
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'generation', status: 'warn', detail: expect.stringMatching(problem) }),
      ]),
    });
    folder.write({ 'schema.graphql': SDL, 'persisted-queries/a.graphql': 'query A { greeting }' });
    await gateway.reload();
    expect(await (await fetch(`${gateway.adminUrl}/readyz`)).json()).toMatchObject({ status: 'pass' });
  });

  test('the config', async () => {
    using folder = project({ 'schema.graphql': SDL });
    const load = async () => ({ input: { ...greeting('x'), surces: {} } as ConfigInput, files: [] });
    await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello'), load });
    await expect(gateway.reload()).rejects.toThrow('Did you mean "sources"?');
    expect(await generationOf(gateway)).toMatchObject({ greeting: 'hello' });
  });

  test('a plugin that does not start, which is closed again', async () => {
    using folder = project({ 'schema.graphql': SDL });
    const mine = { name: 'mine', start: () => Promise.reject(new Error('not today')), close: vi.fn(async () => {}) };
    const load = async () => ({ input: { ...greeting('new'), plugins: { received: [mine] } }, files: [] });
    await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello'), load });
    await expect(gateway.reload()).rejects.toThrow('not today');
    expect(mine.close).toHaveBeenCalledTimes(1);
    expect(await generationOf(gateway)).toMatchObject({ greeting: 'hello' });
  });
});

test('flags and the schema that names them may come together', async () => {
  using folder = project({ 'schema.graphql': SDL });
  await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello') });
  const off = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
  folder.write({
    'schema.graphql': 'type Query { greeting: String @flag(key: "new") }',
    'flags/a.json': JSON.stringify({ flags: { new: off } }),
  });
  await gateway.reload();
  expect(await generationOf(gateway)).toMatchObject({ generation: expect.stringMatching(/^2-/), greeting: null });
});

test('what asks for a reload while one is under way shares the next', async () => {
  using folder = project({ 'schema.graphql': SDL });
  await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello') });
  const asked = await Promise.all(Array.from({ length: 20 }, () => gateway.reload()));
  expect(new Set(asked.map(({ generation }) => generation.split('-')[0]))).toEqual(new Set(['2', '3']));
});

describe('watching', () => {
  const watching = (root: string, options: Partial<TestGatewayOptions> = {}) =>
    createTestGateway({ root, config: greeting('hello'), watch: true, ...options });

  test('the schema', async () => {
    using folder = project({ 'schema.graphql': SDL });
    await using gateway = await watching(folder.root);
    folder.write({ 'schema.graphql': 'type Query { greeting: String more: Int }' });
    await vi.waitFor(async () => expect((await gateway.post({ query: '{ more }' })).status).toBe(200), {
      interval: 10,
    });
  });

  test('operations, which in development need no build', async () => {
    using folder = project({ 'schema.graphql': SDL });
    await using gateway = await watching(folder.root);
    folder.write({ 'persisted-queries/hello.graphql': 'query Hello { greeting }' });
    const { contracts } = createToolbox(readConfig(greeting('')), folder.root).build();
    const documentId = `sha256:${contracts[0]?.id}`;
    await vi.waitFor(async () => expect((await gateway.post({ documentId })).status).toBe(200), { interval: 10 });
  });

  test('contracts, in production', async () => {
    using folder = project({ 'schema.graphql': SDL, 'persisted-queries/hello.graphql': 'query Hello { greeting }' });
    await using gateway = await watching(folder.root, { dev: false });
    const { contracts } = createToolbox(readConfig(greeting('')), folder.root).write();
    const documentId = `sha256:${contracts[0]?.id}`;
    await vi.waitFor(async () => expect((await gateway.post({ documentId })).status).toBe(200), { interval: 10 });
  });

  test('the files of the config', async () => {
    using folder = project({ 'schema.graphql': SDL, 'text.txt': 'hello' });
    let text = 'hello';
    const files = [join(folder.root, 'text.txt')];
    const load = async () => ({ input: greeting(text), files });
    await using gateway = await watching(folder.root, { load, files });
    text = 'good morning';
    folder.write({ 'text.txt': text });
    await vi.waitFor(async () => expect(await generationOf(gateway)).toMatchObject({ greeting: text }), {
      interval: 10,
    });
  });
});

test('sources whose config stayed keep their state; others are made anew', async () => {
  using folder = project({ 'schema.graphql': SDL });
  const service = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
  await new Promise((listening) => service.once('listening', listening));
  const { port } = service.address() as { port: number };
  const config = (total: string): ConfigInput => ({
    schema: 'schema.graphql',
    resolvers: {
      Query: {
        greeting: (
          _: unknown,
          __: unknown,
          { sources }: { sources: Record<string, { get: (path: string) => unknown }> },
        ) => sources['a']?.get('/'),
      },
    },
    sources: {
      a: { url: `http://127.0.0.1:${port}`, breaker: { calls: 1 }, retries: 0, timeouts: { total } },
      b: { url: `http://127.0.0.1:${port}` },
    },
  });
  let timeout = '1s';
  const load = async () => ({ input: config(timeout), files: [] });
  await using gateway = await createTestGateway({ root: folder.root, config: config(timeout), load });
  const breaker = async () => {
    const { body } = await gateway.post({ query: '{ gateway { sources { breaker { state } } } }' });
    return (body.data as { gateway: { sources: { breaker: { state: string } }[] } }).gateway.sources[0]?.breaker.state;
  };
  await gateway.post({ query: '{ greeting }' });
  expect(await breaker()).toBe('OPEN');
  await gateway.reload();
  expect(await breaker()).toBe('OPEN');
  timeout = '2s';
  await gateway.reload();
  expect(await breaker()).toBe('CLOSED');
  service.close();
});

test('what belongs to the listeners waits for the next start, and that is said', async () => {
  using folder = project({ 'schema.graphql': SDL });
  const load = async () => ({ input: { ...greeting('new'), http: { port: 1 } }, files: [] });
  await using gateway = await createTestGateway({ root: folder.root, config: greeting('hello'), load });
  await gateway.reload();
  expect(await generationOf(gateway)).toMatchObject({ greeting: 'new' });
  expect(gateway.signals).toContainEqual(
    expect.objectContaining({
      name: 'generation.lasting',
      message: 'Changes of `http` in the config take effect at the next start.',
    }),
  );
});
