import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { authority, type Pair, signedBy } from '../support/peers/certificates.ts';
import { named, oneSource, type OneSourceOptions, read, until } from './one-source.ts';

describe('a source over TLS', () => {
  let ours: Pair;
  let server: Pair;
  let client: Pair;
  let files: Record<string, string>;
  beforeAll(async () => {
    const other = await authority('other');
    ours = await authority('ours');
    server = await signedBy(ours, 'service');
    client = await signedBy(ours, 'gateway');
    const stranger = await signedBy(other, 'stranger');
    files = {
      'ca.pem': ours.cert,
      'other.pem': other.cert,
      'cert.pem': client.cert,
      'key.pem': client.key,
      'stranger-cert.pem': stranger.cert,
      'stranger-key.pem': stranger.key,
    };
  });
  const https =
    (asks = false): NonNullable<OneSourceOptions['listen']> =>
    (handle) =>
      createHttpsServer(
        { ...server, ...(asks && { ca: ours.cert, requestCert: true, rejectUnauthorized: true }) },
        handle,
      );
  const http2: NonNullable<OneSourceOptions['listen']> = (handle) =>
    createSecureServer({ ...server, allowHTTP1: true }, (request, response) =>
      handle(request as never, response as never),
    ) as Server;

  test.each<[string, object, boolean, string | undefined]>([
    ['an authority of its own', { ca: 'ca.pem' }, false, undefined],
    ['no known authority', {}, false, 'UPSTREAM_TLS'],
    ['another authority', { ca: 'other.pem' }, false, 'UPSTREAM_TLS'],
    ['a certificate of the gateway', { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' }, true, undefined],
  ])('with %s', async (_, tls, asks, code) => {
    await using source = await oneSource(named, { tls, retries: 2 }, { files, listen: https(asks) });
    const { body } = await source.gateway.post(read);
    expect(body.errors?.[0]?.extensions.code).toBe(code);
    expect(source.seen).toHaveLength(code ? 0 : 1);
  });

  test.each<[string, object]>([
    ['without a certificate', { ca: 'ca.pem' }],
    ['with a stranger’s', { ca: 'ca.pem', cert: 'stranger-cert.pem', key: 'stranger-key.pem' }],
  ])('that asks for one is not reached %s', async (_, tls) => {
    await using source = await oneSource(named, { tls }, { files, listen: https(true) });
    const { body } = await source.gateway.post(read);
    expect(body.errors?.[0]?.extensions.code).toMatch(/^UPSTREAM_(?:TLS|UNAVAILABLE)$/);
    expect(source.seen).toHaveLength(0);
  });

  test.each([
    [true, '2.0'],
    [false, '1.1'],
  ])('speaks HTTP/2 where the config says so: %s', async (wants, version) => {
    await using source = await oneSource(named, { http2: wants, tls: { ca: 'ca.pem' } }, { files, listen: http2 });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const query = `{ ${ids.map((id) => `${id}: mapped(id: "${id}") { name }`).join(' ')} }`;
    expect((await source.gateway.post({ query })).body.errors).toBeUndefined();
    expect(new Set(source.seen.map(({ request }) => request.httpVersion))).toEqual(new Set([version]));
    expect(source.seen).toHaveLength(5);
  });

  test('ends a call over HTTP/2 in time, and leaves the others of its connection alone', async () => {
    const settings = { http2: true, tls: { ca: 'ca.pem' }, timeouts: { firstByte: '200ms' } };
    const answer: typeof named = (request, response, number) =>
      request.url?.endsWith('/slow') ? undefined : named(request, response, number);
    await using source = await oneSource(answer, settings, { files, listen: http2 });
    const slow = source.gateway.post({ query: '{ slowly { name } }' });
    await until(() => source.seen.length === 1);
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    expect((await slow).body.errors?.[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    await until(() => source.seen[0]?.closedAt !== undefined);
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    expect(new Set(source.seen.map(({ request }) => request.socket.remotePort)).size).toBe(1);
  });

  test('whose files are not there is told at the start', async () => {
    await expect(oneSource(named, { tls: { ca: 'none.pem' } }, { files })).rejects.toThrow(/none\.pem/);
  });
});
