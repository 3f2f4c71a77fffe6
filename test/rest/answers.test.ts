import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errors } from '../../src/index.ts';
import { askRest, OPERATIONS, send } from '../support/projects/rest-faces.ts';
import { restProject } from '../support/projects/rest-project.ts';

let gateway: Awaited<ReturnType<typeof restProject>>;
beforeAll(async () => {
  gateway = await restProject(OPERATIONS);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (path: string, init?: RequestInit) => askRest(gateway, path, init);

describe('what is answered', () => {
  test.each<[string, string, object]>([
    ['is the value of the only root field', '/v1/nodes/thing', { __typename: 'Thing', id: 'thing', size: 3 }],
    ['is the object of all root fields, where there are several', '/v1/two', { names: ['Ann', 'Bo'], nothing: null }],
    ['is an object, where the only root field is none', '/v1/names', { names: ['Ann', 'Bo'] }],
  ])('%s', async (_, path, answer) => {
    expect(await ask(path)).toMatchObject({ status: 200, body: answer });
  });

  test('is 404 where the value is null, and 204 after a write', async () => {
    expect(await ask('/v1/nothing')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', detail: 'There is nothing at this address.', requestId: expect.any(String) },
    });
    expect(await ask('/v1/kept/1', send('DELETE'))).toMatchObject({ status: 204, body: undefined });
  });

  test.each(['/v1/fails', '/v1/all-fail'])('of %s is the problem, where nothing is left', async (path) => {
    const { status, headers, body } = await ask(path);
    expect([status, headers.get('etag'), headers.get('cache-control')]).toEqual([409, null, 'no-store']);
    expect(body).toMatchObject({ title: 'Conflict', code: 'CONFLICT', detail: 'It is in use.', resourceType: 'Echo' });
  });

  test('holds what is whole, and tells what failed', async () => {
    const { status, headers, body } = await ask('/v1/half');
    expect([status, headers.get('etag'), headers.get('cache-control')]).toEqual([200, null, 'no-store']);
    expect(body).toMatchObject({
      args: 'whole',
      more: null,
      errors: [{ detail: 'Not for you.', code: 'FORBIDDEN', pointer: '#/more' }],
    });
  });

  test('bears `retry-after` where all of it failed; of a part the error says it', async () => {
    const wait = () => {
      throw errors.custom('RATE_LIMITED', 'Too many.', { retryAfterSeconds: 30 });
    };
    const resolvers = { Query: { half: () => ({ args: 'whole' }), fails: wait }, Echo: { more: wait } };
    await using busy = await restProject(OPERATIONS, { resolvers });
    const half = await askRest(busy, '/v1/half');
    expect([half.status, half.headers.get('retry-after')]).toEqual([200, null]);
    expect(half.body).toMatchObject({ errors: [{ code: 'RATE_LIMITED', retryAfterSeconds: 30 }] });
    const fails = await askRest(busy, '/v1/fails');
    expect([fails.status, fails.headers.get('retry-after')]).toEqual([429, '30']);
    const { status, headers, body } = await busy.post({ query: '{ half { args more } }' });
    expect([status, headers.get('retry-after')]).toEqual([200, null]);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 30 });
  });

  test('tells since when an endpoint is deprecated (RFC 9745, RFC 8594)', async () => {
    const { headers } = await ask('/v1/old');
    expect(['deprecation', 'sunset', 'link'].map((name) => headers.get(name))).toEqual([
      '@1769817600',
      'Sun, 31 Jan 2027 00:00:00 GMT',
      '<https://example.com/new>; rel="deprecation"; type="text/html"',
    ]);
    expect((await ask('/v1/names')).headers.get('deprecation')).toBeNull();
  });
});

describe('conditional requests (RFC 9110 §13)', () => {
  test('an answer has a strong name, which is that of its content', async () => {
    const [one, again, other] = await Promise.all([ask('/v1/all/1'), ask('/v1/all/1'), ask('/v1/all/2')]);
    expect(one.headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
    expect(again.headers.get('etag')).toBe(one.headers.get('etag'));
    expect(other.headers.get('etag')).not.toBe(one.headers.get('etag'));
  });

  test('who has it gets 304, without a body and with the headers of the answer', async () => {
    const etag = String((await ask('/v1/all/1')).headers.get('etag'));
    for (const names of [etag, `W/${etag}`, `"a", ${etag}`, '*']) {
      const { status, headers, body } = await ask('/v1/all/1', { headers: { 'if-none-match': names } });
      expect([status, headers.get('etag'), headers.get('cache-control'), body]).toEqual([
        304,
        etag,
        'no-store',
        undefined,
      ]);
    }
    expect((await ask('/v1/all/1', { headers: { 'if-none-match': '"a"' } })).status).toBe(200);
    const head = await ask('/v1/all/1', { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), head.body]).toEqual([200, etag, undefined]);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
  });

  test('a write has none', async () => {
    const { headers } = await ask('/v1/kept/1', { ...send('PUT', {}) });
    expect(headers.get('etag')).toBeNull();
  });
});
