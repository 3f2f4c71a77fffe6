import { expect, test } from 'vitest';
import type { ConfigInput } from '../../src/config.ts';
import { fakeClock } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const QUERY = { query: '{ __typename }' };

const gatewayWith = (http: NonNullable<ConfigInput['http']>, clock = fakeClock()) =>
  atlasGateway([], { clock, config: atlasConfig({ http }) });
const from = (forwarded: string) => ({ headers: { 'x-forwarded-for': forwarded } });

test('one address may send so many requests, of any kind, and is told when to come again', async () => {
  const clock = fakeClock();
  await using gateway = await gatewayWith({ rate: { requests: 3, window: '10s' } }, clock);
  expect((await gateway.post(QUERY)).status).toBe(200);
  expect((await gateway.post('{')).status).toBe(400);
  expect((await gateway.fetch('/nothing')).status).toBe(404);
  const { status, headers, body } = await gateway.post(QUERY);
  expect(status).toBe(429);
  expect(body.errors).toEqual([
    {
      message: 'From one address come at most 3 requests in 10 s. Try again in 11 s.',
      extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: 11, requestId: expect.any(String) },
    },
  ]);
  expect([headers.get('retry-after'), headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([
    '11',
    '"address";r=0;t=11',
    '"address";q=3;w=10',
  ]);
  expect((await gateway.fetch('/healthz')).status).toBe(200);
  clock.advance(11_000);
  expect((await gateway.post(QUERY)).status).toBe(200);
});

test('`X-Forwarded-For` is believed from trusted proxies only, and from the right', async () => {
  const rate = { requests: 1, window: '1h' };
  await using direct = await gatewayWith({ rate });
  expect((await direct.post(QUERY, from('192.0.2.1'))).status).toBe(200);
  expect((await direct.post(QUERY, from('192.0.2.2'))).status).toBe(429);

  await using behind = await gatewayWith({ rate, trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'] });
  const statuses: number[] = [];
  for (const forwarded of [
    '192.0.2.1',
    '192.0.2.2',
    '192.0.2.1', // again
    '198.51.100.9, 192.0.2.1', // the left one anybody may have written
    '192.0.2.1, 10.1.2.3, fd00::7', // behind two proxies of ours
    '192.0.2.3:4711, 10.1.2.3',
    '2001:db8:1:2::1',
    '[2001:db8:1:2:ffff::9]:443', // the same /64
    '2001:db8:1:3::1',
    'nonsense, 10.9.9.9',
    'more nonsense, 10.9.9.9', // the nearest that is an address: the proxy
  ])
    statuses.push((await behind.post(QUERY, from(forwarded))).status);
  expect(statuses).toEqual([200, 200, 429, 429, 429, 200, 200, 429, 200, 200, 429]);
});

test('a network that is none is refused with the config', async () => {
  await expect(gatewayWith({ trustedProxies: ['10.0.0.0/33'] })).rejects.toThrow(/trustedProxies/);
});
