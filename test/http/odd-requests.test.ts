import { deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { sendRaw } from '../support/peers/raw-socket.ts';

const BODY = '{"query":"{__typename}"}';
const QUERY = '/graphql?query=%7B__typename%7D';
const PREFLIGHT = 'apollo-require-preflight: true\r\n';

/** A POST of `BODY` whose head can be changed line by line. */
const post = (head: readonly string[], body: string | Buffer = BODY, type = 'content-type: application/json'): Buffer =>
  Buffer.concat([
    Buffer.from(
      ['POST /graphql HTTP/1.1', 'host: x', 'connection: close', type, ...head, '', ''].filter(isLine).join('\r\n'),
    ),
    Buffer.from(body),
  ]);
const isLine = (line: string, index: number, all: readonly string[]): boolean => line !== '' || index > all.length - 3;
const sized = (body: string | Buffer = BODY): string => `content-length: ${Buffer.byteLength(body)}`;
const chunked = (coding: string, body = `18\r\n${BODY}\r\n0\r\n\r\n`): Buffer =>
  post([`transfer-encoding: ${coding}`], body);
const get = (target: string, ...head: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, 'host: x', 'connection: close', 'apollo-require-preflight: true', ...head, '', ''].join(
    '\r\n',
  );
const packed = (coding: string, body: Buffer): Buffer => post([sized(body), `content-encoding: ${coding}`], body);

const MEBIBYTE = 1_048_576;
const BOMB = gzipSync(Buffer.alloc(64 * MEBIBYTE, ' '));

/** Name, bytes, status, code; a row without a code is answered with data. Numbers are those of common attack catalogues. */
type Row = readonly [name: string, bytes: string | Buffer, status: number, code?: string];

const framing: readonly Row[] = [
  ['two lengths', post(['content-length: 24', 'content-length: 25']), 400, 'BAD_REQUEST'],
  ['the same length twice', post([sized(), sized()]), 400, 'BAD_REQUEST'],
  ...['-1', '+24', '24, 24', '0x18', '24 24', ''].map((length): Row => [
    `a length of "${length}"`,
    post([`content-length: ${length}`]),
    400,
    'BAD_REQUEST',
  ]),
  ['a length and chunks', post([sized(), 'transfer-encoding: chunked'], '0\r\n\r\n'), 400, 'BAD_REQUEST'],
  ['chunks', chunked('chunked'), 200],
  ['chunks, in capitals', chunked('Chunked'), 200],
  ...['xchunked', 'chunked, identity', 'gzip, chunked', 'identity, chunked', 'gzip'].map((coding): Row => [
    `the coding ${coding}`,
    chunked(coding),
    400,
    'BAD_REQUEST',
  ]),
  [
    'chunked twice',
    post(['transfer-encoding: chunked', 'transfer-encoding: chunked'], '0\r\n\r\n'),
    400,
    'BAD_REQUEST',
  ],
  [
    'a chunk extension of 20 KB',
    chunked('chunked', `18;${'x'.repeat(20_000)}\r\n${BODY}\r\n0\r\n\r\n`),
    400,
    'BAD_REQUEST',
  ],
  ['a bare line feed after a chunk size', chunked('chunked', `18\n${BODY}\r\n0\r\n\r\n`), 400, 'BAD_REQUEST'],
  ['a chunk size that is no number', chunked('chunked', `zz\r\n${BODY}\r\n0\r\n\r\n`), 400, 'BAD_REQUEST'],
  ['a folded header', get(QUERY, 'x-a: 1', ' 2'), 400, 'BAD_REQUEST'],
  ['a space before a colon', get(QUERY, 'x-a : 1'), 400, 'BAD_REQUEST'],
  ['a NUL in a header', get(QUERY, 'x-a: \0'), 400, 'BAD_REQUEST'],
  ['a bare line feed', `GET ${QUERY} HTTP/1.1\nhost: x\n\n`, 400, 'BAD_REQUEST'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'BAD_REQUEST'],
  ['no HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
  ['a method that is none', 'FETCH /graphql HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'BAD_REQUEST'],
  ['an expectation that is none', get(QUERY, 'expect: the-unexpected'), 417, 'BAD_REQUEST'],
  ['100-continue', post([sized(), 'expect: 100-continue']), 200],
];

const hosts: readonly Row[] = [
  ['two hosts', get(QUERY, 'host: y'), 400, 'BAD_REQUEST'],
  ['the same host twice', get(QUERY, 'host: x'), 400, 'BAD_REQUEST'],
  ['no host', `GET ${QUERY} HTTP/1.1\r\nconnection: close\r\n\r\n`, 400, 'BAD_REQUEST'],
  ['no host in HTTP/1.0', `GET ${QUERY} HTTP/1.0\r\n${PREFLIGHT}\r\n`, 200],
  ['an empty host', `GET ${QUERY} HTTP/1.1\r\nhost:\r\nconnection: close\r\n\r\n`, 400, 'BAD_REQUEST'],
  [
    'a host that is an address',
    `GET ${QUERY} HTTP/1.1\r\nhost: http://x/\r\nconnection: close\r\n\r\n`,
    400,
    'BAD_REQUEST',
  ],
  [
    'another host, where none is named',
    `GET ${QUERY} HTTP/1.1\r\nhost: evil\r\n${PREFLIGHT}connection: close\r\n\r\n`,
    200,
  ],
  ['an IPv6 host', `GET ${QUERY} HTTP/1.1\r\nhost: [::1]:4000\r\n${PREFLIGHT}connection: close\r\n\r\n`, 200],
];

const targets: readonly Row[] = [
  ['a whole address', get('http://169.254.169.254/graphql'), 400, 'BAD_REQUEST'],
  ['a whole address and an upgrade', get(`http://x${QUERY}`, 'upgrade: websocket'), 400, 'BAD_REQUEST'],
  ['an upgrade', get(QUERY, 'upgrade: websocket'), 200],
  ['the target of OPTIONS for all', 'OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
  ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
  ['TRACE', 'TRACE /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
  ['a path in disguise', get(QUERY.replace('graphql', '%67raphql')), 400, 'BAD_REQUEST'],
  ['an address that is not ASCII', get('/graphql?query=%7B__typename%7D&operationName=\u00fc'), 400, 'BAD_REQUEST'],
  ['a name that is not UTF-8', get(`${QUERY}&operationName=%ff%fe%c3%28`), 400, 'BAD_REQUEST'],
  ['variables that are not UTF-8', get(`${QUERY}&variables=%7B%22a%22%3A%22%ff%22%7D`), 400, 'BAD_REQUEST'],
  ['the replacement character as itself', get('/graphql?query=%7B__typename%7D%23%EF%BF%BD'), 200],
  ['an address of 13 KB', get(`${QUERY}&x=${'a'.repeat(13_000)}`), 414, 'URI_TOO_LONG'],
  ['an address of 20 KB', get(`${QUERY}&x=${'a'.repeat(20_000)}`), 414, 'URI_TOO_LONG'],
  ['a header of 20 KB', get(QUERY, `x-a: ${'a'.repeat(20_000)}`), 431, 'HEADERS_TOO_LARGE'],
  ['101 headers', get(QUERY, ...Array.from({ length: 101 }, (_, index) => `x-${index}: 1`)), 431, 'HEADERS_TOO_LARGE'],
  ['2,100 headers', get(QUERY, ...Array.from({ length: 2_100 }, () => 'a: 1')), 431, 'HEADERS_TOO_LARGE'],
  [
    '2,100 headers on an upgrade',
    get(QUERY, 'upgrade: websocket', ...Array.from({ length: 2_100 }, () => 'a: 1')),
    431,
    'HEADERS_TOO_LARGE',
  ],
  ['headers that are names of Object', get(QUERY, '__proto__: a', 'constructor: b', 'tostring: c'), 200],
  ['Accept: text/html', get(QUERY, 'accept: text/html'), 406, 'NOT_ACCEPTABLE'],
  ['two queries', get(`${QUERY}&query=%7Ba%7D`), 400, 'BAD_REQUEST'],
  ['a mutation by GET', get('/graphql?query=mutation%7BcancelTrip(id:1)%7Bid%7D%7D'), 405, 'METHOD_NOT_ALLOWED'],
  ['a path below', get('/graphql/a/b'), 404, 'NOT_FOUND'],
];

const typed = (type: string, ...head: readonly string[]): Buffer => post([sized(), ...head], BODY, type);

const bodies: readonly Row[] = [
  [
    'two media types',
    typed('content-type: application/json', 'content-type: text/plain'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'two media types, the right one last',
    typed('content-type: text/plain', 'content-type: application/json'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['a tab in the media type', typed('content-type: application/json\ta'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a media type in capitals', typed('content-type: APPLICATION/JSON'), 200],
  ['a media type with its charset', typed('content-type: application/json; charset="UTF-8"'), 200],
  ['another charset', typed('content-type: application/json; charset=utf-16'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['no media type', typed(''), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['text', typed('content-type: text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a form', typed('content-type: application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['an upload', typed('content-type: multipart/form-data; boundary=x'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a declared body above the limit', post([`content-length: ${MEBIBYTE + 1}`], ''), 413, 'PAYLOAD_TOO_LARGE'],
  [
    'a body above the limit that is asked for before',
    post([`content-length: ${MEBIBYTE + 1}`, 'expect: 100-continue'], ''),
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  [
    'a body above the limit in chunks',
    chunked('chunked', `${(MEBIBYTE + 1).toString(16)}\r\n${' '.repeat(MEBIBYTE + 1)}\r\n0\r\n\r\n`),
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  ['gzip', packed('gzip', gzipSync(BODY)), 200],
  ['deflate', packed('deflate', deflateSync(BODY)), 200],
  ['brotli', packed('br', brotliCompressSync(BODY)), 200],
  ['identity', packed('identity', Buffer.from(BODY)), 200],
  ['64 MiB in 64 KB of gzip', packed('gzip', BOMB), 413, 'PAYLOAD_TOO_LARGE'],
  ['gzip in gzip', packed('gzip, gzip', gzipSync(gzipSync(BODY))), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a coding named twice',
    post(['content-encoding: gzip', 'content-encoding: gzip', sized()]),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['an unknown coding', packed('zstd', Buffer.from(BODY)), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a coding named constructor', packed('constructor', Buffer.from(BODY)), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['gzip that is none', packed('gzip', Buffer.from(BODY)), 400, 'BAD_REQUEST'],
  ['gzip that ends early', packed('gzip', gzipSync(BODY).subarray(0, 20)), 400, 'BAD_REQUEST'],
];

describe('an odd request is answered once, with its status and code, and the next one is fine', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await atlasGateway([], { config: atlasConfig({ http: { timeouts: { request: '300ms' } } }) });
  });
  afterAll(() => gateway.stop());

  const rows = [...framing, ...hosts, ...targets, ...bodies].map((row) => [row[0], row] as const);
  test.each(rows)('%s', async (_, [, bytes, status, code]) => {
    const answer = await sendRaw(gateway.url, bytes);
    expect(answer.statuses).toEqual([status]);
    const body = JSON.parse(answer.body) as {
      data?: unknown;
      errors?: { extensions: { code: string } }[];
      code?: string;
    };
    if (code === undefined) expect(body.data).toEqual({ __typename: 'Query' });
    else expect(body.errors?.map(({ extensions }) => extensions.code) ?? [body.code]).toEqual([code]);
    expect(answer.text.length).toBeLessThan(4_096);
    expect(answer.text).not.toMatch(/node_modules|at .*\.ts/);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect((await gateway.post({ query: '{__typename}' })).status).toBe(200);
  });

  test.each<[string, string]>([
    ['headers that stop', 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-a: '],
    [
      'a body that stops',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    ],
    [
      'chunks that stop',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{',
    ],
  ])('%s: 408 within the limit and a second', async (_, bytes) => {
    const answer = await sendRaw(gateway.url, bytes);
    expect([answer.statuses, answer.text.includes('REQUEST_TIMEOUT')]).toEqual([[408], true]);
    expect(answer.milliseconds).toBeLessThan(3_000);
    expect((await gateway.post({ query: '{__typename}' })).status).toBe(200);
  });

  test('a connection on which nothing comes is closed without a word', async () => {
    expect(await sendRaw(gateway.url, '')).toMatchObject({ text: '' });
  });

  test('a whole request before broken bytes gets its answer, and nothing else comes', async () => {
    const whole = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${sized()}\r\n\r\n${BODY}`;
    const answer = await sendRaw(gateway.url, `${whole}broken\r\n\r\n`);
    expect([answer.statuses, answer.body]).toEqual([[200], '{"data":{"__typename":"Query"}}']);
  });
});
