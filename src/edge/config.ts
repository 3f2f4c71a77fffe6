import { z } from 'zod';
import { duration, size } from '../kernel/basics/units.ts';
import { browsersConfig } from './browsers/config.ts';
import { tlsConfig } from './tls/config.ts';

const count = (from: number) => z.int().min(from);

/**
 * Longer than the 60 s that AWS' balancers and nginx keep a connection unused: were we the first to close, a request already on its
 * way would be lost. Shorter than needed behind Google's balancers, which keep 600 s.
 */
const IDLE = '75s';

const timeouts = z
  .strictObject({
    headers: duration().prefault('5s').describe('Time for the address and headers of a request to arrive.'),
    request: duration().prefault('10s').describe('Time for a whole request to arrive, headers and body.'),
    idle: duration().prefault(IDLE).describe('How long an idle connection is kept; longer than the balancer’s.'),
    answer: duration().prefault('30s').describe('Time for an answer to be made.'),
    send: duration().prefault('30s').describe('Time for the client to take an answer.'),
  })
  .prefault({})
  .describe('How long things may take.');

const limits = z
  .strictObject({
    body: size().prefault('1MiB').describe('Largest request body, as sent and as decompressed.'),
    head: size().prefault('16KiB').describe('Largest request head: address and headers together.'),
    url: size().prefault('12KiB').describe('Longest address; larger requests come by POST.'),
    fields: count(1).default(100).describe('Most headers of a request.'),
    batch: count(0).default(0).describe('Most requests in one array; 0 takes no arrays.'),
    connections: count(1).default(10_000).describe('Most connections of the process; further ones are closed at once.'),
    requestsPerConnection: count(1).default(100_000).describe('Requests after which a connection is renewed.'),
    pipelined: count(0)
      .default(100)
      .describe('Most requests that wait on one connection behind another; further ones are refused.'),
  })
  .prefault({})
  .describe('How large or many things may be.');

export const edgeConfig = {
  http: z
    .strictObject({
      host: z.string().optional().describe('Address to listen on. Left out: 127.0.0.1 in dev, 0.0.0.0 in production.'),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe('Port to listen on; the variable `PORT` wins. Left out: 4000.'),
      hosts: z
        .array(z.string().regex(/^[^\s:/]+$|^\[[0-9a-f:.]+\]$/i, { error: 'expected a host name without a port' }))
        .optional()
        .describe('Host names that requests may ask for; probes answer under any. Left out: every name.'),
      profile: z
        .enum(['standard', 'legacy'])
        .default('standard')
        .describe(
          'Statuses of GraphQL over HTTP, or those of Apollo Server: 400 for 422, in the media type asked for.',
        ),
      timeouts,
      limits,
      drain: z
        .strictObject({
          notice: duration()
            .prefault('2s')
            .describe(
              'How long `/readyz` fails before the listener closes, so that balancers look elsewhere. None in dev.',
            ),
          grace: duration().prefault('20s').describe('How long requests under way may take to end.'),
        })
        .prefault({})
        .describe('What SIGTERM does.'),
      ...browsersConfig,
      ...tlsConfig,
    })
    .prefault({})
    .describe('The public listener.'),
};

export type HttpConfig = z.output<typeof edgeConfig.http>;
