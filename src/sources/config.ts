import { z } from 'zod';
import { duration, size } from '../kernel/basics/units.ts';

const breaker = z
  .strictObject({
    failures: z.int().min(1).default(5).describe('Failures in a row (no answer, or a 5xx) that open the breaker.'),
    openFor: duration()
      .prefault('5s')
      .describe('How long an open breaker refuses calls before it lets one through as a test.'),
  })
  .prefault({});

const bulkhead = z
  .strictObject({
    concurrency: z.int().min(1).default(128).describe('Calls under way at once.'),
    queue: z.int().min(0).default(256).describe('Calls that may wait for a place; one more is refused.'),
  })
  .prefault({});

const source = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) address such as http://127.0.0.1:4101' })
    .refine((url) => !/[?#]|\/\/[^/]*@/.test(url), {
      error: 'expected an address without query, fragment and credentials',
    })
    .describe('Base address of the service; its path stands before every call’s.'),
  headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'expected a header name' }),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'expected a header value without line breaks' }),
    )
    .default({})
    .describe('Headers sent with every call. Take secrets from the environment.'),
  timeout: duration().prefault('2s').describe('Time for one try of a call, from start to the last byte.'),
  retries: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe('Further tries of a call that may be repeated: reads, PUT, DELETE, and writes with an idempotency key.'),
  breaker: breaker.describe('Leaves a failing source alone for a while.'),
  bulkhead: bulkhead.describe('Bounds what one slow source can hold up.'),
  connections: z.int().min(1).default(64).describe('Connections to the service.'),
  config: z
    .record(z.string(), z.json())
    .default({})
    .describe('What connectors of this source read as `$config`. Take secrets from the environment.'),
  maxResponse: size().prefault('10MiB').describe('Largest answer that is read.'),
});

export type SourceConfig = z.output<typeof source>;

/** The settings of a source of which only the address is known. */
export const defaultsFor = (url: string): SourceConfig => source.parse({ url });

export const sourcesConfig = {
  sources: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: 'expected a name such as `airports`' }), source)
    .default({})
    .describe('The downstream services, by name.'),
};
