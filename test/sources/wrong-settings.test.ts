import { expect, test } from 'vitest';
import { type Answer, named, oneSource, read } from './one-source.ts';

test.each<[string, object]>([
  ['timeouts.total', { timeouts: { total: '0s' } }],
  ['timeouts.total', { timeouts: { total: -1 } }],
  ['timeouts.firstByte', { timeouts: { firstByte: '2 parsecs' } }],
  ['timeouts.connect', { timeouts: { connect: '30d' } }],
  ['breaker.window', { breaker: { window: '0ms' } }],
  ['breaker.share', { breaker: { share: '101%' } }],
  ['breaker.calls', { breaker: { calls: 0 } }],
  ['bulkhead.concurrency', { bulkhead: { concurrency: 0 } }],
  ['bulkhead.queue', { bulkhead: { queue: -1 } }],
  ['tls: expected `cert` and `key`', { tls: { cert: 'cert.pem' } }],
  ['tls: expected `cert` and `key`', { tls: { key: 'key.pem' } }],
  ['connections', { connections: 1.5 }],
  ['maxResponse', { maxResponse: '0B' }],
  ['maxResponse', { maxResponse: '1.5B' }],
  ['coordinates.Query.mapped.total', { coordinates: { 'Query.mapped': { total: '0s' } } }],
])('%s that makes no sense keeps the gateway from starting: %j', async (place, changes) => {
  await expect(oneSource(named, changes)).rejects.toThrow(`config: sources.api.${place}`);
});

test.each([
  ['that is not there', { ca: 'none.pem' }],
  ['that is none', { ca: 'schema.graphql', cert: 'schema.graphql', key: 'schema.graphql' }],
])('so does a file of TLS %s', async (_, tls) => {
  await expect(oneSource(named, { tls })).rejects.toThrow(
    /The files of `tls` for the source at http:.* cannot be used: /,
  );
});

test('a source that asks to be left alone for ages keeps no client away for more than a day', async () => {
  const answer: Answer = (_, response) => void response.writeHead(503, { 'retry-after': '9'.repeat(23) }).end();
  await using source = await oneSource(answer);
  const { body } = await source.gateway.post(read);
  expect(body.errors?.[0]?.extensions['retryAfterSeconds']).toBe(86_400);
});
