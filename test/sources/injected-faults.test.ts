import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway, ProblemsError } from '../../src/index.ts';
import { tollgate } from '../support/readings/cli.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';

const SDL = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1" })
  type Query {
    word(n: Int): String @connect(source: "api", http: { GET: "/word/{$args.n}" }, selection: "$")
  }
`;

const faulty = (fault: string, timeout = '2s') =>
  serveSdl(
    SDL,
    () => 'good',
    { sources: { api: { url: 'http://127.0.0.1:1', timeouts: { total: timeout } } } },
    { faults: [fault] },
  );

test.each([
  ['status=503', 'UPSTREAM_ERROR'],
  ['error', 'UPSTREAM_ERROR'],
  ['reset', 'UPSTREAM_UNAVAILABLE'],
  ['hang', 'UPSTREAM_TIMEOUT'],
  ['latency=5s', 'UPSTREAM_TIMEOUT'],
  ['garbage', 'UPSTREAM_BAD_RESPONSE'],
  ['truncated', 'UPSTREAM_BAD_RESPONSE'],
])('%s is what the gateway makes of it', async (kind, code) => {
  await using served = await faulty(`api:${kind}`, '60ms');
  const { body } = await served.gateway.post({ query: '{ word(n: 1) }' });
  expect(body.errors?.[0]?.extensions).toMatchObject({ code, source: 'api', coordinate: 'Query.word' });
  expect(JSON.stringify(body)).not.toMatch(/injected/i);
  expect(served.service.calls).toEqual([]);
});

test('latency is a pause before the call', async () => {
  await using served = await faulty('api:latency=50ms');
  const startedAt = performance.now();
  expect((await served.gateway.post({ query: '{ word(n: 1) }' })).body).toEqual({ data: { word: 'good' } });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
});

test('a share of the calls is hit, the same ones for the same seed', async () => {
  const hits = async (fault: string): Promise<string> => {
    await using served = await faulty(fault);
    let pattern = '';
    for (let n = 0; n < 40; n++) {
      const { body } = await served.gateway.post({ query: `{ word(n: ${n}) }` });
      pattern += body.errors ? 'x' : '.';
    }
    return pattern;
  };
  const first = await hits('api:status=404,30%,seed=5');
  expect(await hits('api:status=404,30%,seed=5')).toBe(first);
  expect(await hits('api:status=404,30%,seed=6')).not.toBe(first);
  expect(first.replaceAll('.', '').length).toBeGreaterThan(4);
  expect(first.replaceAll('.', '').length).toBeLessThan(24);
});

test('a fault that is none, or of no source, is told at the start', async () => {
  for (const [fault, message] of [
    ['api:slow', 'fault: "api:slow" is no fault. Write <source>:<kind>'],
    ['apii:reset', 'fault: There is no source "apii". Did you mean "api"? Sources: api.'],
  ] as const) {
    const failure = await faulty(fault).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProblemsError);
    expect(String(failure)).toContain(message);
  }
});

test('what injects them is loaded by nobody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'schema.graphql'), SDL);
  const loaded = async (options: string): Promise<string> => {
    const script = `
      const { registerHooks } = await import('node:module');
      const seen = [];
      registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
      const { createGateway } = await import('./src/gateway.ts');
      const sdl = { sources: { api: { url: 'http://127.0.0.1:9' } }, schema: '*.graphql' };
      const gateway = createGateway(sdl, { root: ${JSON.stringify(folder)}, env: { LOG_LEVEL: 'silent' }, ${options} });
      await gateway.execute({ query: '{ __typename }' });
      console.log(seen.filter((url) => url.includes('/sources/faults/')).length, seen.length > 100);
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    return stdout.trim().split('\n').at(-1) ?? '';
  };
  expect(await loaded('dev: false')).toBe('0 true');
  expect(await loaded("dev: true, faults: ['api:reset']")).toBe('3 true');
});

test('production refuses them, by code and by command', async () => {
  expect(() => createGateway({ schema: 'x' }, { faults: ['api:reset'] })).toThrow('in development only');
  const { status, stderr } = await tollgate(['serve', '--fault', 'api:reset']);
  expect([status, stderr]).toEqual([2, expect.stringContaining("unknown option '--fault'")]);
});
