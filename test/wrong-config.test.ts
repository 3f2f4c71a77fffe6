import { expect, test } from 'vitest';
import { createTestGateway } from '../src/testing.ts';
import { sdlFolder } from './support/projects/sdl-folder.ts';

const start = async (config: object): Promise<void> => {
  using folder = sdlFolder({ 'a.graphql': 'type Query { a: ID }' });
  await using _ = await createTestGateway({ root: folder.root, config: { schema: 'a.graphql', ...config } });
};

/** What no timer waits for, no window holds, or nothing fits into. */
test.each<[string, object]>([
  ['http.timeouts.answer', { http: { timeouts: { answer: '25d' } } }],
  ['http.timeouts.answer', { http: { timeouts: { answer: '0s' } } }],
  ['http.timeouts.send', { http: { timeouts: { send: '25d' } } }],
  ['http.timeouts.headers', { http: { timeouts: { headers: '0s' } } }],
  ['http.timeouts.request', { http: { timeouts: { request: '0s' } } }],
  ['http.timeouts.idle', { http: { timeouts: { idle: '25d' } } }],
  ['http.drain.grace', { http: { drain: { grace: '25d' } } }],
  ['http.rate.window', { http: { rate: { requests: 1, window: '0s' } } }],
  ['http.limits.body', { http: { limits: { body: '1.5B' } } }],
  ['http.limits.head', { http: { limits: { head: '0B' } } }],
  ['http.trustedProxies.0', { http: { trustedProxies: ['0.0.0.0/0'] } }],
  ['http.trustedProxies.1', { http: { trustedProxies: ['fd00::/8', '::/0'] } }],
  ['http.tls.key', { http: { tls: { cert: 'cert.pem' } } }],
  ['http.tls.cert', { http: { tls: { key: 'key.pem' } } }],
  ['operations.apq.ttl', { operations: { apq: { ttl: '0ms' } } }],
  ['operations.apq.ttl', { operations: { apq: { ttl: '1.5ms' } } }],
  ['overload.wait', { overload: { wait: '25d' } }],
  ['overload.delay', { overload: { delay: '0ms' } }],
  ['overload.memory', { overload: { memory: '0%' } }],
  ['flags.timeout', { flags: { timeout: '25d' } }],
  ['objectives.window', { objectives: { window: '0s' } }],
])('%s that makes no sense keeps the gateway from starting: %j', async (place, config) => {
  await expect(start(config)).rejects.toThrow(`config: ${place}: expected`);
});

test.each([
  ['no pause before the listener closes', { drain: { notice: '0ms', grace: '0ms' } }],
  ['times that are longer than Node’s own', { timeouts: { headers: '10m', request: '20m' } }],
])('%s may be asked for', async (_, http) => {
  await expect(start({ http })).resolves.toBeUndefined();
});

test('a header that belongs to the connection is refused by its name; what it holds may be a secret', async () => {
  const sources = { api: { url: 'http://127.0.0.1:9', headers: { 'proxy-authorization': 'Basic c2VjcmV0' } } };
  await expect(start({ sources })).rejects.toThrow(
    /config: sources\.api\.headers\.proxy-authorization: expected a header that does not belong to the connection\.$/,
  );
});
