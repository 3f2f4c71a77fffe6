import { describe, expect, test } from 'vitest';
import { createGateway, type Plugin } from '../src/index.ts';
import type { TestGateway } from '../src/testing.ts';
import { freePort } from './support/peers/free-port.ts';
import { atlasConfig, atlasGateway, DEMO, startService } from './support/projects/atlas.ts';

const PROBES = ['/healthz', '/readyz', '/startup'];
const HEALTH = '{ gateway { health { status checks { name kind status detail } } } }';

const admin = (
  gateway: TestGateway,
  query: string,
  token: string | undefined = gateway.adminToken,
): Promise<Response> =>
  fetch(`${gateway.adminUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });

describe('probes', () => {
  test.each(PROBES)('%s tells the public the status and nothing else', async (path) => {
    await using gateway = await atlasGateway([]);
    const response = await gateway.fetch(path);
    expect([response.status, await response.json()]).toEqual([200, { status: 'pass' }]);
  });

  test.each(PROBES)('%s tells operators the checks', async (path) => {
    await using gateway = await atlasGateway([]);
    const response = await fetch(`${gateway.adminUrl}${path}`);
    const { status, checks } = (await response.json()) as { status: string; checks: object[] };
    expect([response.status, status]).toEqual([200, 'pass']);
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'airports', kind: 'source', status: 'pass', detail: 'answers' }),
    );
  });

  test('before a plugin has started, the gateway is alive but neither started nor ready, and says so', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow: Plugin = { name: 'slow', start: () => promise };
    const port = await freePort();
    const config = atlasConfig({ http: { port }, plugins: { received: [slow] } });
    const gateway = createGateway(config, { dev: true, root: DEMO, env: { ADMIN_PORT: '0' } });
    const started = gateway.start();
    const url = `http://127.0.0.1:${port}`;
    const statusOf = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;
    // The listener opens before the rest is built.
    while ((await statusOf('/healthz').catch(() => 0)) !== 200) await new Promise(setImmediate);
    expect([await statusOf('/readyz'), await statusOf('/startup')]).toEqual([503, 503]);
    const early = await fetch(`${url}/graphql?query={__typename}`);
    expect([early.status, early.headers.get('retry-after'), await early.json()]).toMatchObject([
      503,
      '1',
      { errors: [{ extensions: { code: 'OVERLOADED' } }] },
    ]);
    resolve();
    await started;
    expect([await statusOf('/readyz'), await statusOf('/startup')]).toEqual([200, 200]);
    await gateway.stop();
  });

  test('a plugin that fails to start fails the start, and every plugin is closed', async () => {
    const closed: string[] = [];
    const failing: Plugin = {
      name: 'failing',
      start: () => Promise.reject(new Error('no licence')),
      close: async () => void closed.push('failing'),
    };
    const fine: Plugin = { name: 'fine', close: async () => void closed.push('fine') };
    const gateway = createGateway(atlasConfig({ plugins: { received: [fine, failing] } }), {
      dev: true,
      root: DEMO,
      env: { PORT: '0', ADMIN_PORT: '0' },
    });
    await expect(gateway.start()).rejects.toThrow('no licence');
    expect(closed.sort()).toEqual(['failing', 'fine']);
  });
});

describe('the life of a gateway', () => {
  const create = (plugin: Plugin) =>
    createGateway(atlasConfig({ http: { drain: { grace: '100ms' } }, plugins: { received: [plugin] } }), {
      dev: true,
      root: DEMO,
      env: { PORT: '0', ADMIN_PORT: '0' },
    });

  test('a second start is refused and does no harm to the first', async () => {
    const gateway = create({ name: 'none' });
    const { url } = await gateway.start();
    await expect(gateway.start()).rejects.toThrow('has been started already');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await gateway.stop();
  });

  test('stopped while it starts, it does not come to life, and a plugin that hangs does not keep it', async () => {
    const begun = Promise.withResolvers<void>();
    const gateway = create({
      name: 'hangs',
      start() {
        begun.resolve();
        return new Promise<void>(() => {});
      },
    });
    void gateway.start().catch(() => {});
    await begun.promise;
    expect(await gateway.stop()).toEqual({ unfinished: 0 });

    const { promise, resolve } = Promise.withResolvers<void>();
    const late = create({ name: 'late', start: () => promise });
    const start = late.start();
    const stopped = late.stop();
    resolve();
    await expect(start).rejects.toThrow('stopped while it started');
    await stopped;
  });

  test('after its end it answers that it has ended', async () => {
    const gateway = create({ name: 'none' });
    await gateway.stop();
    expect(await gateway.execute({ document: '{__typename}' })).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: 'OVERLOADED' } }],
    });
  });
});

describe('gateway.health', () => {
  test('is fed by every plugin, and one that throws is a finding', async () => {
    const own: Plugin = {
      name: 'own',
      health: () => [
        { name: 'disk', kind: 'disk', status: 'warn', observedAt: '2027-01-01T00:00:00.000Z', detail: '91 % full' },
      ],
    };
    const broken: Plugin = {
      name: 'broken',
      health() {
        throw new Error('oops');
      },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [own, broken] } }) });
    const { body } = await gateway.post({ query: HEALTH });
    expect(body.data).toMatchObject({ gateway: { health: { status: 'FAIL' } } });
    const { checks } = (body.data?.['gateway'] as { health: { checks: object[] } }).health;
    expect(checks).toContainEqual({ name: 'disk', kind: 'disk', status: 'WARN', detail: '91 % full' });
    expect(checks).toContainEqual({
      name: 'broken',
      kind: 'plugin',
      status: 'FAIL',
      detail: 'health() threw: Error: oops',
    });
    expect((await gateway.fetch('/readyz')).status).toBe(503);
    expect((await gateway.fetch('/healthz')).status).toBe(200);
  });

  test('keeps what is internal from callers without the scope', async () => {
    await using gateway = await atlasGateway([], {
      dev: false,
      config: atlasConfig({
        operations: { folder: '../persisted-queries', mode: 'open' },
        http: { host: '127.0.0.1', drain: { notice: '0ms' } },
      }),
    });
    const { status, body } = await gateway.post({
      query: '{ gateway { version sources { name } health { status checks { name detail } } } }',
    });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ gateway: { sources: null, health: { status: 'PASS' } } });
    expect(JSON.stringify(body.data)).not.toContain('answers');
    expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['UNAUTHORIZED_FIELD_OR_TYPE']),
    );
    expect(body.errors?.find(({ path }) => path?.[1] === 'sources')?.extensions['coordinate']).toBe('Gateway.sources');
  });

  test('a useless registry is a warning', async () => {
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ operations: { folder: 'nothing-here', mode: 'safelist' } }),
    });
    expect(await (await gateway.fetch('/readyz')).json()).toEqual({ status: 'warn' });
  });
});

describe('the admin graph', () => {
  test('shows everything of the gateway to the bearer of the token, and nothing of the users’ graph', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    await gateway.post({ query: '{ airport(code: "AMS") { code } }' });
    const response = await admin(
      gateway,
      `{ gateway { version generation sources { name status breaker { state } latency { p50 } } health { status checks { detail } } errors { code } } }`,
    );
    const { data } = (await response.json()) as { data: { gateway: { sources: object[] } } };
    expect(response.status).toBe(200);
    expect(data.gateway.sources).toContainEqual({
      name: 'airports',
      status: 'PASS',
      breaker: { state: 'CLOSED' },
      latency: { p50: expect.any(Number) },
    });
    const foreign = await admin(gateway, '{ airport(code: "AMS") { code } }');
    expect(foreign.status).toBe(400);
    expect(await foreign.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });

  test.each([undefined, '', 'wrong'])('refuses the token %j', async (token) => {
    await using gateway = await atlasGateway([]);
    const response = await admin(gateway, '{ gateway { version } }', token ?? '');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tollgate admin"']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('answers what it cannot read in the catalogue’s words', async () => {
    await using gateway = await atlasGateway([]);
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    const response = await fetch(`${gateway.adminUrl}/graphql`, broken);
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  test('takes its token from the environment; without one the admin graph is not there', async () => {
    const config = atlasConfig({ http: { host: '127.0.0.1', drain: { notice: '0ms' } } });
    await using named = await atlasGateway([], { config, dev: false, env: { TOLLGATE_ADMIN_TOKEN: 's3cret' } });
    expect((await admin(named, '{ gateway { version } }', 's3cret')).status).toBe(200);
    await using none = await atlasGateway([], { config, dev: false });
    expect(none.adminToken).toBeUndefined();
    const refused = await admin(none, '{ gateway { version } }', 'any');
    expect([refused.status, await refused.json()]).toMatchObject([
      404,
      { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    ]);
    expect((await fetch(`${none.adminUrl}/readyz`)).status).toBe(200);
  });
});
