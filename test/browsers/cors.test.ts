import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemsError } from '../../src/index.ts';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const SITE = 'https://app.example.com';
const corsOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
});
const post = (origin: string): RequestInit => ({
  method: 'POST',
  headers: { origin, 'content-type': 'application/json' },
  body: '{"query":"{__typename}"}',
});

describe('with origins configured', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const cors = { origins: [SITE, 'http://localhost:5173'], credentials: true, maxAge: '5m' };
    gateway = await atlasGateway([], { config: atlasConfig({ http: { cors } }) });
  });
  afterAll(() => gateway.stop());

  test.each([SITE, 'http://localhost:5173'])('a preflight of %s is answered', async (origin) => {
    const { status, headers } = await gateway.fetch('/graphql', preflight(origin));
    expect(status).toBe(204);
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'content-type',
      'access-control-expose-headers':
        'x-request-id, x-tollgate-generation, retry-after, ratelimit, ratelimit-policy, www-authenticate, etag, deprecation, sunset, link, x-response-time-ms',
      'access-control-max-age': '300',
      vary: 'Origin, Access-Control-Request-Headers',
    });
  });

  test('an answer may be read by its page, and says that it depends on the origin', async () => {
    const { status, headers } = await gateway.fetch('/graphql', post(SITE));
    expect([status, corsOf(headers)]).toEqual([
      200,
      expect.objectContaining({ 'access-control-allow-origin': SITE, vary: 'Origin' }),
    ]);
  });

  test('a refusal may be read too', async () => {
    const { status, headers } = await gateway.fetch('/graphql', { ...post(SITE), body: '{' });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([400, SITE]);
  });

  test.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'null',
    '*',
  ])('origin %s is told nothing but that it was looked at', async (origin) => {
    const refused = await gateway.fetch('/graphql', preflight(origin));
    expect([refused.status, corsOf(refused.headers)]).toEqual([204, { vary: 'Origin' }]);
    const answered = await gateway.fetch('/graphql', post(origin));
    expect([answered.status, corsOf(answered.headers)]).toEqual([200, { vary: 'Origin' }]);
  });

  test('an OPTIONS that is no preflight is told the methods', async () => {
    const { status, headers } = await gateway.fetch('/graphql', { method: 'OPTIONS', headers: { origin: SITE } });
    expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  });
});

test('without configuration no origin is let in', async () => {
  await using gateway = await atlasGateway([]);
  expect(corsOf((await gateway.fetch('/graphql', post(SITE))).headers)).toEqual({});
  expect((await gateway.fetch('/graphql', preflight(SITE))).status).toBe(204);
});

test.each([
  '*',
  'null',
  'https://*.example.com/',
  'https://app.example.com/',
  'https://APP.example.com',
  'app.example.com',
])('the origin %j is refused in a config', async (origin) => {
  const started = atlasGateway([], { config: atlasConfig({ http: { cors: { origins: [origin] } } }) });
  await expect(started).rejects.toThrow(ProblemsError);
  await expect(started).rejects.toThrow('expected an exact origin such as https://app.example.com');
});
