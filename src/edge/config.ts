import { z } from 'zod';
import { describeLimit, limits as rows } from '../errors/limits.ts';
import { size, waitingTime } from '../kernel/basics/units.ts';
import { addressesConfig } from './addresses/config.ts';
import { browsersConfig } from './browsers/config.ts';
import { restConfig } from './rest/config.ts';
import { tlsConfig } from './tls/config.ts';

const count = (from: number) => z.int().min(from);

/**
 * Longer than the 60 s that AWS' balancers and nginx keep a connection unused: were we the first to close, a request already on its
 * way would be lost. Shorter than needed behind Google's balancers, which keep 600 s.
 */
const IDLE = '75s';

const timeouts = z
  .strictObject({
    headers: waitingTime().prefault('5s').describe('Time for the address and headers of a request to arrive.'),
    request: waitingTime()
      .prefault(rows.arrival.default)
      .describe('Time for a whole request to arrive, headers and body.'),
    idle: waitingTime().prefault(IDLE).describe('How long an idle connection is kept; longer than the balancer’s.'),
    answer: waitingTime().prefault(rows.time.default).describe('Time for an answer to be made.'),
    send: waitingTime().prefault('30s').describe('Time for the client to take an answer.'),
  })
  .prefault({})
  .describe('How long things may take.');

const limits = z
  .strictObject({
    body: size().prefault(rows.body.default).describe(describeLimit('body')),
    head: size().prefault(rows.head.default).describe(describeLimit('head')),
    url: size().prefault(rows.url.default).describe(describeLimit('url')),
    fields: count(1).default(rows.headers.default).describe(describeLimit('headers')),
    batch: count(0)
      .default(rows.batch.default)
      .describe(`${describeLimit('batch')} 0 takes no arrays.`),
    jsonDepth: count(1).max(1_000).default(rows.jsonDepth.default).describe(describeLimit('jsonDepth')),
    response: size().prefault(rows.response.default).describe(describeLimit('response')),
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
      timing: z
        .boolean()
        .default(false)
        .describe('Whether answers tell how long they took: `X-Response-Time-Ms`, and by stage `Server-Timing`.'),
      timeouts,
      limits,
      drain: z
        .strictObject({
          notice: waitingTime(0)
            .prefault('2s')
            .describe(
              'How long `/readyz` fails before the listener closes, so that balancers look elsewhere. None in dev.',
            ),
          grace: waitingTime(0).prefault('20s').describe('How long requests under way may take to end.'),
        })
        .prefault({})
        .describe('What SIGTERM does.'),
      ...addressesConfig,
      ...browsersConfig,
      ...tlsConfig,
      ...restConfig,
    })
    .prefault({})
    .describe('The public listener.'),
};

export type HttpConfig = z.output<typeof edgeConfig.http>;
