import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REST_METHODS } from '../../kernel/ports/rest-faces.ts';
import type { CorsConfig } from './config.ts';

/** What pages may read beside the headers that every page may. */
const EXPOSED = [
  'x-request-id',
  'x-tollgate-generation',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'www-authenticate',
  'etag',
  'deprecation',
  'sunset',
  'link',
  'x-response-time-ms',
];

/** Lets pages of the origins named read answers, and answers their preflights before anything else looks at them. */
export function allowOrigins(app: FastifyInstance, { origins, credentials, maxAge }: CorsConfig): void {
  const known = new Set(origins);
  const closed: FastifyCorsOptions = { origin: false };
  const open: FastifyCorsOptions = {
    origin: [...origins],
    credentials,
    methods: [...REST_METHODS],
    exposedHeaders: EXPOSED,
    maxAge: Math.floor(maxAge / 1000),
    preflight: false,
  };
  const preflight: FastifyCorsOptions = { ...open, preflight: true };
  app.register(cors, {
    delegator({ headers, method }: FastifyRequest, done) {
      if (!known.has(headers.origin ?? '')) return done(null, closed);
      const asks = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
      return done(null, asks ? preflight : open);
    },
  });
}
