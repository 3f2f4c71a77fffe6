import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRest, OPERATIONS, send } from '../support/projects/rest-faces.ts';
import { restProject } from '../support/projects/rest-project.ts';

let gateway: Awaited<ReturnType<typeof restProject>>;
beforeAll(async () => {
  gateway = await restProject(OPERATIONS);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (path: string, init?: RequestInit) => askRest(gateway, path, init);

describe('addresses', () => {
  test.each<[string, string, string]>([
    ['DELETE', '/v1/all/1', 'GET, HEAD, OPTIONS'],
    ['POST', '/v1/kept/1', 'PUT, PATCH, DELETE, OPTIONS'],
    ['GET', '/v1/search', 'POST, OPTIONS'],
    ['TRACE', '/v1/search', 'POST, OPTIONS'],
  ])('%s %s is not allowed, and told what is', async (method, path, allow) => {
    const answer = method === 'TRACE' ? traced(path) : ask(path, { method });
    const { status, headers } = await answer;
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  test.each([
    ['/v1/all/1', 405],
    ['/v1/no-such', 404],
  ])('a body that is no JSON changes nothing of it: POST %s', async (path, expected) => {
    const { status } = await ask(path, { method: 'POST', body: 'x=1', headers: { 'content-type': 'text/x' } });
    expect(status).toBe(expected);
  });

  /** `fetch` sends no TRACE. */
  async function traced(path: string) {
    const { request } = await import('node:http');
    const { promise, resolve } = Promise.withResolvers<{ status: number; headers: Headers }>();
    request(`${gateway.url}/api${path}`, { method: 'TRACE' }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: new Headers({ allow: String(response.headers.allow) }) });
    }).end();
    return promise;
  }

  test('OPTIONS tells what is allowed', async () => {
    const { status, headers } = await ask('/v1/kept/1', { method: 'OPTIONS' });
    expect([status, headers.get('allow')]).toEqual([204, 'PUT, PATCH, DELETE, OPTIONS']);
  });

  test.each(['', '/', '/v1', '/v1/all/', '/v1/all/1/', '/V1/all', '/v3/all/1', '/v1/kept//touch'])(
    'nothing is at "%s"',
    async (path) => {
      const { status, body } = await ask(path);
      expect([status, body?.['code']]).toEqual([404, 'NOT_FOUND']);
    },
  );

  test('a header may name the version, where the config says which', async () => {
    await using versioned = await restProject(OPERATIONS, { http: { rest: { versionHeader: 'X-Api-Version' } } });
    const at = async (path: string, version?: string) => {
      const headers = version === undefined ? {} : { 'x-api-version': version };
      const response = await versioned.fetch(`/api${path}`, { headers });
      return [response.status, response.headers.get('vary'), ((await response.json()) as { args?: string }).args];
    };
    expect(await at('/all/1', '1')).toEqual([200, 'x-api-version', '{"int":1}']);
    expect(await at('/all/1', 'v2')).toEqual([200, 'x-api-version', '{"int":1,"text":"v2"}']);
    expect(await at('/v1/all/1', '2')).toEqual([200, 'x-api-version', '{"int":1}']);
    for (const version of [undefined, '9', '1/../v1', '']) expect((await at('/all/1', version))[0]).toBe(404);
  });
});

test('a page of another site cannot make a browser write', async () => {
  const touch = (headers: Record<string, string>) => ask('/v1/kept/1/touch', { method: 'POST', headers });
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect(await touch(headers)).toMatchObject({ status: 400, body: { code: 'CSRF_REJECTED' } });
  for (const headers of [
    {},
    { origin: gateway.url, 'sec-fetch-site': 'same-origin' },
    { 'apollo-require-preflight': 'a' },
  ])
    expect((await touch(headers)).status).toBe(200);
});

test('an endpoint is an exchange like any other: it is logged, counted by its route, and names its generation', async () => {
  const { headers } = await ask('/v1/kept/2', {
    ...send('PUT', {}),
    headers: { 'x-request-id': 'rest-1', 'content-type': 'application/json' },
  });
  expect(headers.get('x-request-id')).toBe('rest-1');
  expect(headers.get('x-tollgate-generation')).toMatch(/^\d+-[0-9a-f]{8}$/);
  const line = gateway.logs.find(({ requestId }) => requestId === 'rest-1');
  expect(line).toMatchObject({ operation: { name: 'Keep', registered: true }, status: 200, outcome: 'ok' });
  await ask('/v1/none', { headers: { 'x-request-id': 'rest-2' } });
  expect(gateway.logs.find(({ requestId }) => requestId === 'rest-2')).toMatchObject({
    status: 404,
    codes: ['NOT_FOUND'],
  });
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(metrics).toMatch(
    /http_server_request_duration_seconds_count\{[^}]*http_request_method="PUT"[^}]*http_route="\/api\/v1\/kept\/\{id\}"[^}]*tollgate_operation="Keep"/,
  );
});

test('endpoints come and go with the generation', async () => {
  await using project = await restProject('query A @contract(rest: "GET /a") { names }');
  const status = async (path: string) => (await project.fetch(`/api${path}`)).status;
  expect([await status('/a'), await status('/b')]).toEqual([200, 404]);
  project.write('query A @contract(rest: "GET /b") { names }');
  await project.reload();
  expect([await status('/a'), await status('/b')]).toEqual([404, 200]);
});

test('by id nothing is free: an endpoint runs where only registered operations may', async () => {
  await using closed = await restProject('query A @contract(rest: "GET /a") { names }', {
    operations: { mode: 'ids-only' },
  });
  expect((await closed.fetch('/api/a')).status).toBe(200);
});
