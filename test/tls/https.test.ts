import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Plugin } from '../../src/index.ts';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { authority, certificateFolder, type Pair, signedBy } from '../support/peers/certificates.ts';
import { freePort } from '../support/peers/free-port.ts';

const QUERY =
  'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 24\r\n\r\n{"query":"{__typename}"}';

let ca: Pair;
let first: Pair;
let second: Pair;
beforeAll(async () => {
  ca = await authority('Test authority');
  [first, second] = await Promise.all([signedBy(ca, 'first'), signedBy(ca, 'second')]);
});

type TlsConfig = NonNullable<NonNullable<ReturnType<typeof atlasConfig>['http']>['tls']>;

const start = (tls: TlsConfig, plugins: Plugin[] = []): Promise<TestGateway> =>
  atlasGateway([], { config: atlasConfig({ http: { tls }, plugins: { received: plugins } }) });

async function open(gateway: TestGateway, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port: Number(new URL(gateway.url).port), host: '127.0.0.1', ca: ca.cert, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

const nameOf = (socket: TLSSocket): unknown => socket.getPeerCertificate().subject.CN;

/** Sends a query and reads its answer; rejects where the connection ends before. */
async function ask(socket: TLSSocket): Promise<string> {
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('closed')));
  socket.write(QUERY);
  let text = '';
  while (!text.includes('"Query"')) {
    const [chunk] = (await Promise.race([once(socket, 'data'), closed])) as [Buffer];
    text += String(chunk);
  }
  closed.catch(() => {});
  return text;
}

describe('HTTPS', () => {
  test('answers over TLS, with an address that says so', async () => {
    await using gateway = await start(certificateFolder(first).files);
    expect(gateway.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const socket = await open(gateway);
    expect([nameOf(socket), socket.authorized, socket.alpnProtocol]).toEqual(['first', true, false]);
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.destroy();
  });

  test('in production browsers are told to come by HTTPS from then on', async () => {
    const http = { host: '127.0.0.1', tls: certificateFolder(first).files, drain: { notice: '0ms' } };
    await using gateway = await atlasGateway([], { dev: false, config: atlasConfig({ http }) });
    const asked = request(`${gateway.url}/healthz`, { ca: ca.cert }).end();
    const [{ headers }] = await once(asked, 'response');
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    asked.destroy();
  });

  test.each<[string, ConnectionOptions]>([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a client that trusts another authority', { ca: [] }],
  ])('%s gets no connection', async (_, options) => {
    await using gateway = await start(certificateFolder(first).files);
    await expect(open(gateway, options)).rejects.toThrow();
    (await open(gateway)).destroy();
  });

  test('TLS 1.2 is spoken until the config says otherwise', async () => {
    const { files } = certificateFolder(first);
    const old = { maxVersion: 'TLSv1.2' } as const;
    await using gateway = await start(files);
    const socket = await open(gateway, old);
    expect(socket.getProtocol()).toBe('TLSv1.2');
    socket.destroy();
    await using strict = await start({ ...files, minVersion: 'TLSv1.3' });
    await expect(open(strict, old)).rejects.toThrow();
  });

  test.each(['nobody.example', 'x'.repeat(200), '__proto__'])(
    'the unknown name %s does no harm',
    async (servername) => {
      await using gateway = await start(certificateFolder(first).files);
      const socket = await open(gateway, { servername, checkServerIdentity: () => undefined });
      expect(nameOf(socket)).toBe('first');
      expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
      socket.destroy();
    },
  );

  test.each(['GET / HTTP/1.1\r\nhost: x\r\n\r\n', '\x16\x03\x01\x00\x05hello', 'hello'])(
    'a client that sends %j is closed',
    async (bytes) => {
      await using gateway = await start(certificateFolder(first).files);
      const socket = connectPlain(Number(new URL(gateway.url).port), '127.0.0.1');
      socket
        .on('error', () => {})
        .resume()
        .end(bytes);
      await once(socket, 'close');
      (await open(gateway)).destroy();
    },
  );
});

describe('client certificates', () => {
  test('only clients that the authority knows are served', async () => {
    const [mine, stranger] = await Promise.all([
      signedBy(ca, 'client'),
      authority('Other').then((o) => signedBy(o, 'client')),
    ]);
    const { files, folder } = certificateFolder(first);
    const clientCa = join(folder, 'ca.pem');
    writeFileSync(clientCa, ca.cert);
    await using gateway = await start({ ...files, clientCa });
    const socket = await open(gateway, mine);
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.destroy();
    // Under TLS 1.3 a client learns that it was refused when it reads.
    await expect(open(gateway).then(ask)).rejects.toThrow();
    await expect(open(gateway, stranger).then(ask)).rejects.toThrow();
  });
});

describe('new certificates', () => {
  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('are taken up by the next connection, and no standing one is dropped', async () => {
    const { files, write } = certificateFolder(first);
    await using gateway = await start(files);
    const standing = await open(gateway);
    await ask(standing);
    write(second);
    await until(async () => {
      const socket = await open(gateway);
      const name = nameOf(socket);
      socket.destroy();
      return name === 'second';
    });
    expect(gateway.signals.map(({ name }) => name)).toEqual(['tls.reloaded']);
    expect(await ask(standing)).toMatch(/^HTTP\/1\.1 200 OK/);
    standing.destroy();
  });

  test('that come by a link are taken up, as Kubernetes renews secrets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-secret-'));
    const point = (pair: string): void => {
      symlinkSync(pair, join(folder, '..next'));
      renameSync(join(folder, '..next'), join(folder, '..data'));
    };
    point(certificateFolder(first).folder);
    for (const name of ['cert.pem', 'key.pem']) symlinkSync(join('..data', name), join(folder, name));
    await using gateway = await start({ cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') });
    point(certificateFolder(second).folder);
    await until(() => gateway.signals.some(({ name }) => name === 'tls.reloaded'));
    const socket = await open(gateway);
    expect(nameOf(socket)).toBe('second');
    socket.destroy();
  });

  test('that are broken are reported, and the old ones stay in use until they are mended', async () => {
    const { files, write } = certificateFolder(first);
    await using gateway = await start(files);
    writeFileSync(files.cert, 'no certificate');
    await until(() => gateway.signals.length === 1);
    expect(gateway.signals[0]).toMatchObject({
      level: 'error',
      name: 'tls.reload-failed',
      message: expect.stringMatching(/cannot be used as PEM and a pair .* stay in use/),
    });
    const socket = await open(gateway);
    expect(nameOf(socket)).toBe('first');
    socket.destroy();
    write(second);
    await until(() => gateway.signals.at(-1)?.name === 'tls.reloaded');
  });
});

test.each([
  ['a missing file', { cert: 'nothing.pem' }, /http\.tls\.cert: nothing\.pem cannot be read \(ENOENT\)/],
  ['a key of another certificate', { key: '' }, /cannot be used as PEM and a pair/],
])('%s ends the start with words', async (_, change, message) => {
  const key = certificateFolder(second).files.key;
  const tls = { ...certificateFolder(first).files, ...change };
  await expect(start({ ...tls, key: tls.key || key })).rejects.toThrow(message);
});

test('a request under way ends before the listener has closed', async () => {
  const { promise: running, resolve: runs } = Promise.withResolvers<void>();
  const { promise: gate, resolve: release } = Promise.withResolvers<void>();
  const hold: Plugin = { name: 'hold', run: () => (runs(), gate) };
  const gateway = await start(certificateFolder(first).files, [hold]);
  const [busy, silent] = [await open(gateway), await open(gateway)];
  const shaking = connectPlain(Number(new URL(gateway.url).port), '127.0.0.1');
  await once(shaking, 'connect');
  shaking.on('error', () => {}).resume();
  const answer = ask(busy);
  await running;
  const gone = Promise.all([once(silent.resume(), 'close'), once(shaking, 'close')]);
  const stopped = gateway.stop();
  await gone;
  release();
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(await stopped).toEqual({ unfinished: 0 });
});

describe('the redirect', () => {
  test('sends readers to the address of the config, and refuses the rest', async () => {
    const port = await freePort();
    const redirect = { port, to: 'https://api.example.com' };
    const gateway = await start({ ...certificateFolder(first).files, redirect });
    const plain = (path: string, method: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method, redirect: 'manual', headers: { 'x-forwarded-host': 'evil' } });
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await plain('/graphql?query=%7B__typename%7D', method);
      expect([status, headers.get('location')]).toEqual([
        308,
        'https://api.example.com/graphql?query=%7B__typename%7D',
      ]);
    }
    expect((await plain('//evil.example/', 'GET')).headers.get('location')).toBe(
      'https://api.example.com//evil.example/',
    );
    for (const method of ['POST', 'DELETE', 'OPTIONS']) {
      const refused = await plain('/graphql', method);
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ detail: 'Requests come by HTTPS only. Send them to https://api.example.com.' }),
      ]);
    }
    await gateway.stop();
    await expect(plain('/', 'GET')).rejects.toThrow();
  });

  test('a taken port ends the start and names the option', async () => {
    await using other = await atlasGateway([]);
    const port = Number(new URL(other.url).port);
    const redirect = { port, to: 'https://api.example.com' };
    await expect(start({ ...certificateFolder(first).files, redirect })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken. Set http.tls.redirect.port to a free one`,
    );
  });
});
