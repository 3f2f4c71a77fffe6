import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errors, type Identified, type Plugin } from '../../src/index.ts';
import { atlasConfig, atlasGateway, DEMO, startService } from '../support/projects/atlas.ts';
import { freePort } from '../support/peers/free-port.ts';

describe('a request’s line', () => {
  test('holds what was asked, by whom, how it ended and where the time went', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    const response = await gateway.post(
      { query: 'query Ams { airport(code: "AMS") { code } }' },
      { headers: { 'x-request-id': 'r-1', 'apollographql-client-name': 'web', 'apollographql-client-version': '1.2' } },
    );
    expect(gateway.logs).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        requestId: 'r-1',
        generation: response.headers.get('x-tollgate-generation'),
        operation: { id: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'Ams', type: 'query', registered: false },
        client: { name: 'web', version: '1.2' },
        outcome: 'ok',
        stage: 'executed',
        status: 200,
        codes: [],
        milliseconds: {
          received: expect.any(Number),
          resolved: expect.any(Number),
          governed: expect.any(Number),
          executed: expect.any(Number),
          total: expect.any(Number),
        },
        calls: [{ source: 'airports', status: 200, code: null, milliseconds: expect.any(Number) }],
        bytes: JSON.stringify(response.body).length,
        message: 'request',
      },
    ]);
  });

  test.each([
    ['a refusal', { query: '{ nothing }' }, 'info', 'refused', ['GRAPHQL_VALIDATION_FAILED']],
    [
      'a source that is away',
      { query: '{ airport(code: "x") { code } gateway { version } }' },
      'warn',
      'partial',
      ['UPSTREAM_UNAVAILABLE'],
    ],
    ['a failure inside', { query: '{ trip(id: 1) { id } }' }, 'error', 'partial', ['INTERNAL_SERVER_ERROR']],
  ])('%s has its level', async (_, params, level, outcome, codes) => {
    const throwing = () => {
      throw new Error('inside');
    };
    const { resolvers } = atlasConfig({});
    const config = atlasConfig({
      resolvers: { ...resolvers, Query: { ...(resolvers?.['Query'] as object), trip: throwing } },
    });
    await using gateway = await atlasGateway([], { config });
    await gateway.post(params);
    const line = gateway.logs.find(({ message }) => message === 'request');
    expect(line).toMatchObject({ level, codes, outcome: level === 'error' ? expect.any(String) : outcome });
  });

  test('successes are sampled, failures never', async () => {
    await using gateway = await atlasGateway([], { config: atlasConfig({ logging: { successes: 0 } }) });
    for (let i = 0; i < 5; i++) await gateway.post({ query: '{ __typename }' });
    for (let i = 0; i < 5; i++) await gateway.post({ query: '{ nothing }' });
    expect(gateway.logs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'refused'));
  });

  test.each([
    ['error', 0],
    ['silent', 0],
    ['info', 1],
    ['debug', 1],
  ])('LOG_LEVEL=%s writes %i', async (level, count) => {
    await using gateway = await atlasGateway([], { env: { LOG_LEVEL: level } });
    await gateway.post({ query: '{ __typename }' });
    expect(gateway.logs).toHaveLength(count);
  });
});

test('plugins write to the same log, with the request’s id, scrubbed', async () => {
  const writes: Plugin<Identified> = {
    name: 'writes',
    start: async ({ log }) => log.info('up', { key: 'sk_live_abcdefghijklmnop' }),
    run({ log }) {
      log.warn('mail from ada@example.com', {
        deep: [{ password: 'x', note: '4111 1111 1111 1111' }],
        failed: errors.badInput('no'),
      });
    },
  };
  await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [writes] } }) });
  await gateway.post({ query: '{ __typename }' }, { headers: { 'x-request-id': 'r-9' } });
  expect(gateway.logs.slice(0, 2)).toMatchObject([
    { level: 'info', message: 'up', key: '***' },
    {
      level: 'warn',
      message: 'mail from a***@e***.com',
      requestId: 'r-9',
      deep: [{ password: '***', note: '****-****-****-1111' }],
      failed: { message: 'no' },
    },
  ]);
});

test('in dev on a terminal lines are for people', async () => {
  const lines: string[] = [];
  const { createGateway } = await import('../../src/index.ts');
  const throwing = () => {
    throw new Error('inside');
  };
  const config = atlasConfig({ logging: { pretty: true }, resolvers: { Query: { airport: throwing } } });
  const gateway = createGateway(config, { dev: true, root: DEMO, logSink: { write: (line) => void lines.push(line) } });
  await gateway.execute({ document: 'query Ams { airport(code: "AMS") { code } }' });
  await gateway.stop();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/ERROR \(error\.masked\): An error was masked: inside\nError: inside\n\s+at /);
  expect(lines[1]).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] ERROR: Ams {2}200 {2}partial {2}INTERNAL_SERVER_ERROR {2}[\d.]+ ms\n$/,
  );
});

test('lines go to a file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tollgate-')), 'logs/requests.log');
  const { createGateway } = await import('../../src/index.ts');
  const gateway = createGateway(atlasConfig({ logging: { file } }), { dev: true, root: DEMO });
  await gateway.execute({ document: '{ __typename }' });
  await gateway.stop();
  expect(JSON.parse(readFileSync(file, 'utf8').trim())).toMatchObject({ message: 'request', outcome: 'ok', bytes: 0 });
});

test('a file that cannot be written to keeps the gateway from starting, with what to mend', async () => {
  const file = mkdtempSync(join(tmpdir(), 'tollgate-'));
  const { createGateway } = await import('../../src/index.ts');
  const gateway = createGateway(atlasConfig({ logging: { file } }), { dev: true, root: DEMO, env: { PORT: '0' } });
  await expect(gateway.start()).rejects.toThrow(/The log cannot be opened\.\n.*EISDIR.*Mend `logging\.file`/);
});

test('a reader that does not read stalls no request, and no end', async () => {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), ADMIN_PORT: '0' };
  const child = spawn(process.execPath, [resolve('bin/tollgate.js'), 'dev'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'readable'); // started; from here on nobody reads
  const body = JSON.stringify({ query: `query ${'x'.repeat(200)} { __typename }` });
  const ask = () =>
    fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  // A pipe holds 64 KiB; these lines are ten times that.
  for (let i = 0; i < 1_000; i++) expect((await ask()).status).toBe(200);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await gone).toEqual([0, null]);
});
