import { z } from 'zod';
import { share, size, waitingTime } from '../kernel/basics/units.ts';
import { CONNECTION_HEADERS } from './connection-headers.ts';
import { fallbacks } from './fallback/config.ts';

const timeouts = z
  .strictObject({
    connect: waitingTime().prefault('500ms').describe('Time to connect, name and TLS included.'),
    firstByte: waitingTime().prefault('1s').describe('Time from the request to the head of the answer.'),
    idle: waitingTime().prefault('1s').describe('Time without a byte of the answer’s body.'),
    total: waitingTime().prefault('2s').describe('Time for a call with all its tries, waiting for a place included.'),
  })
  .prefault({});

const breaker = z
  .strictObject({
    share: share()
      .prefault('50%')
      .describe('Share of sick calls (no answer, a 5xx, too slow) that opens the breaker; of few calls somewhat more.'),
    calls: z.int().min(1).default(20).describe('Calls that the window must hold before the breaker may open.'),
    window: waitingTime().prefault('10s').describe('How long a call counts.'),
    slow: waitingTime().prefault('1500ms').describe('An answer that takes longer counts as sick.'),
    openFor: waitingTime()
      .prefault('5s')
      .describe('How long an open breaker refuses calls before it lets one through as a test.'),
  })
  .prefault({});

const check = z.strictObject({
  path: z
    .string()
    .regex(/^\/[!"$-~]*$/, { error: 'expected a path such as `/health`' })
    .describe('What is asked by GET, from the root of the service; it is well that answers 2xx.'),
  interval: waitingTime().prefault('1s').describe('How often, while the breaker is open.'),
});

const bulkhead = z
  .strictObject({
    concurrency: z.int().min(1).default(128).describe('Calls under way at once.'),
    queue: z.int().min(0).default(256).describe('Calls that may wait for a place; one more is refused.'),
    wait: waitingTime().prefault('500ms').describe('How long a call may wait for a place.'),
  })
  .prefault({});

const tls = z
  .strictObject({
    ca: z.string().optional().describe('File of certificates to trust, in PEM, in place of the system’s.'),
    cert: z.string().optional().describe('File of the certificate to show, in PEM.'),
    key: z.string().optional().describe('File of its key, in PEM.'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    error: 'expected `cert` and `key` both, or neither: one alone shows the source nothing',
  });

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'expected a header name' })
  .transform((name) => name.toLowerCase());

const sentName = headerName.refine((name) => !CONNECTION_HEADERS.has(name), {
  error: 'expected a header that does not belong to the connection',
});

const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })], {
  error: "expected { env: 'NAME' } or { file: 'path' }",
});

const credential = z.strictObject({
  header: sentName.prefault('authorization').describe('The header that bears it.'),
  prefix: z.string().default('').describe('What stands before the secret, such as `Bearer `.'),
  secrets: z
    .array(secret)
    .min(1)
    .max(2)
    .describe(
      'Where the secret stands: `{ env }` or `{ file }`. With two, the other is tried when one is refused with 401.',
    ),
});

/** They belong to one connection or one message, or are ours to say. Source: RFC 9110 §7.6.1. */
const NOT_FORWARDED =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-.*|expect|date|accept-encoding|x-request-id|traceparent|tracestate|x-tollgate-.*)$/;

/**
 * What an answer says of the gateway and of itself. A source's word would stand in its place, or beside it, where browsers take
 * neither.
 */
const GATEWAYS_OWN =
  /^(?:access-control-.*|allow|cross-origin-.*|etag|origin-agent-cluster|ratelimit|ratelimit-policy|referrer-policy|retry-after|strict-transport-security|x-content-type-options|x-dns-prefetch-control|x-download-options|x-frame-options|x-permitted-cross-domain-policies|x-response-time-ms|x-xss-protection)$/;

const passedOn = headerName.refine((name) => !NOT_FORWARDED.test(name), {
  error: 'expected a header that may be passed on',
});
const passedBack = passedOn.refine((name) => !GATEWAYS_OWN.test(name), {
  error: 'expected a header that the gateway does not say itself: take it out',
});

const forward = z
  .strictObject({
    request: z
      .array(passedOn)
      .default([])
      .describe('Headers of the request that calls bear too. What differs in them shares no call.'),
    response: z
      .array(passedBack)
      .default([])
      .describe('Headers of the source’s answers that the answer bears too; of several, the first.'),
  })
  .prefault({});

const ofCoordinate = z.strictObject({
  total: waitingTime().optional().describe('In place of the source’s `timeouts.total`.'),
  retries: z.int().min(0).max(5).optional().describe('In place of the source’s `retries`.'),
});

const source = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) address such as http://127.0.0.1:4101' })
    .refine((url) => !/[?#]|\/\/[^/]*@/.test(url), {
      error: 'expected an address without query, fragment and credentials',
    })
    .describe('Base address of the service; its path stands before every call’s.'),
  headers: z
    .record(
      sentName,
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'expected a header value without line breaks' }),
    )
    .default({})
    .describe('Headers sent with every call. Take secrets from the environment.'),
  credential: credential
    .optional()
    .describe('What the source knows the gateway by, read from the environment or files.'),
  forward: forward.describe('Which headers pass through the gateway.'),
  timeouts: timeouts.describe('How long each part of a call may take.'),
  retries: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe(
      'Further tries of a call that may be repeated: reads, PUT, DELETE, and writes with an idempotency key. No more than a tenth of the calls that succeed.',
    ),
  breaker: breaker.describe('Leaves a failing or slow source alone for a while.'),
  check: check
    .optional()
    .describe(
      'Asks the source itself whether it is well: at the start, and while its breaker is open, to close it early.',
    ),
  bulkhead: bulkhead.describe('Bounds what one slow source can hold up.'),
  coordinates: z
    .record(z.string(), ofCoordinate)
    .default({})
    .describe('Other limits for the connectors of single fields or types, such as `Query.report`.'),
  connections: z.int().min(1).default(64).describe('Connections to the service.'),
  http2: z.boolean().default(false).describe('Whether to speak HTTP/2 where the service offers it over TLS.'),
  tls: tls.optional().describe('Whom to trust and what to show over TLS.'),
  config: z
    .record(z.string(), z.json())
    .default({})
    .describe('What connectors of this source read as `$config`. Take secrets from the environment.'),
  fallback: fallbacks(),
  maxResponse: size().prefault('10MiB').describe('Largest answer that is read.'),
});

export type SourceConfig = z.output<typeof source>;
export type CredentialConfig = z.output<typeof credential>;

/** The settings of a source of which only the address is known. */
export const defaultsFor = (url: string): SourceConfig => source.parse({ url });

export const sourcesConfig = {
  sources: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: 'expected a name such as `airports`' }), source)
    .default({})
    .describe('The downstream services, by name.'),
};
