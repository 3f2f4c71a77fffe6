import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

/** What Chromium sends when an address is typed into it. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' };

describe('the explorer in development', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await atlasGateway([]);
  });
  afterAll(() => gateway.stop());

  test('is what a browser finds at /graphql', async () => {
    expect(gateway.explorerUrl).toBe(`${gateway.url}/graphql`);
    const response = await gateway.fetch('/graphql', { headers: BROWSER });
    expect([response.status, response.headers.get('content-type'), response.headers.get('vary')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'accept',
    ]);
    expect(await response.text()).toContain('<title>Altair</title>');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';script-src 'self';/);
  });

  test('comes whole from this gateway', async () => {
    const page = await (await gateway.fetch('/graphql', { headers: BROWSER })).text();
    const base = new URL(/<base href="([^"]+)"/.exec(page)?.[1] ?? '', gateway.url);
    const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => new URL(address, base));
    expect(parts.length).toBeGreaterThan(5);
    for (const { origin, pathname } of parts) {
      expect(origin).toBe(gateway.url);
      if (pathname !== base.pathname)
        expect([pathname, (await gateway.fetch(pathname)).status]).toEqual([pathname, 200]);
    }
  });

  test.each(['/explorer/', '/explorer/nothing.js', '/explorer/%2e%2e/package.json'])(
    'has nothing at %s',
    async (path) => {
      expect((await gateway.fetch(path)).status).toBe(404);
    },
  );

  test('asks this gateway, with a query to begin with', async () => {
    const response = await gateway.fetch('/explorer/options.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toMatch(/endpointURL: `\/graphql`,\s+initialQuery: `[^`]*gateway \{/);
  });

  test.each<[string, string, RequestInit]>([
    ['a client that takes anything', '/graphql', { headers: { accept: '*/*' } }],
    ['a browser that asks something', '/graphql?query={__typename}', { headers: BROWSER }],
    ['a browser that names an operation', '/graphql/md5', { headers: BROWSER }],
    ['a form that is sent', '/graphql', { method: 'POST', headers: BROWSER, body: new URLSearchParams('query={a}') }],
  ])('%s is answered as ever', async (_, path, init) => {
    const { headers } = await gateway.fetch(path, init);
    expect(headers.get('content-type')).toMatch(/json/);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  });

  test.each([
    '/explorer/../package.json',
    '/explorer/%2e%2e/package.json',
    '/explorer/..%2fpackage.json',
    '/explorer/',
  ])('%s shows no other file', async (path) => {
    const { status } = await gateway.fetch(path);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('in production', () => {
  test.each([
    [BROWSER.accept, 422, 'BAD_REQUEST'],
    ['text/html', 406, 'NOT_ACCEPTABLE'],
  ])('a browser that accepts %s is refused in the catalogue’s words', async (accept, status, code) => {
    const config = atlasConfig({ http: { host: '127.0.0.1', drain: { notice: '0ms' } } });
    await using gateway = await atlasGateway([], { dev: false, config });
    expect(gateway.explorerUrl).toBeUndefined();
    const response = await gateway.fetch('/graphql', { headers: { accept } });
    const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, body.errors[0]?.extensions.code]).toEqual([status, code]);
    expect((await gateway.fetch('/explorer/main.js')).status).toBe(404);
  });
});
