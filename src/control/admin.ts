import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Probes } from '../kernel/health.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import { sameSecret } from '../kernel/basics/same-secret.ts';
import { AdminGraph } from './admin-graph.ts';

export interface AdminParts {
  readonly renderer: ErrorRenderer;
  readonly probes: Probes;
  /** Everything that was counted, in the text format of Prometheus 0.0.4. */
  readonly metrics: () => string;
  /** Without it the admin graph is not served. */
  readonly token: string | undefined;
}

/** The listener for operators: probes with detail, metrics, and the admin graph behind the token. */
export interface Admin {
  /** The server, to be told where to listen. */
  readonly listener: FastifyInstance;
  /** Takes the admin graph of the generation that serves from now on. */
  readonly use: (graph: Graph) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createAdmin(parts: AdminParts): Admin {
  const { probes, metrics, token, renderer } = parts;
  const app = fastify({
    logger: false,
    bodyLimit: 1_048_576,
    requestTimeout: 10_000,
    connectionTimeout: 75_000,
    keepAliveTimeout: 75_000,
    handlerTimeout: 30_000,
    maxRequestsPerSocket: 10_000,
    frameworkErrors: (error, _, reply) => refuse(reply, error, renderer),
    forceCloseConnections: 'idle',
  });
  app.setErrorHandler((error, _, reply) => refuse(reply, error, renderer));
  app.setNotFoundHandler((_, reply) => refuse(reply, notFound(), renderer));
  detailedProbes(app, probes);
  app.get('/metrics', (_, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics()));
  const graph = new AdminGraph(renderer);
  if (token !== undefined) graphRoute(app, parts, graph);
  return {
    listener: app,
    use: (next) => graph.use(next),
    async close() {
      await app.close();
      await graph.close();
    },
  };
}

function detailedProbes(app: FastifyInstance, probes: Probes): void {
  for (const [url, probe] of Object.entries(probes)) {
    app.get(url, async (_, reply) => {
      const { status, checks } = probe();
      return reply.code(status === 'fail' ? 503 : 200).send({ status, checks: checks() });
    });
  }
}

/** The graph behind the token: of whichever generation serves. */
function graphRoute(app: FastifyInstance, { renderer, token }: AdminParts, graph: AdminGraph): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (token === undefined || !bears(request, token)) return refuse(reply, unauthenticated(), renderer);
      const { status, headers, body } = await graph.answer(request);
      return reply.code(status).headers(headers).send(body);
    },
  });
}

function bears(request: FastifyRequest, token: string): boolean {
  const [scheme, sent = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && sameSecret(sent, token);
}

function unauthenticated(): GatewayError {
  const message = 'The admin graph needs the admin token. Send it in the header `authorization`, by the scheme Bearer.';
  const headers = { 'www-authenticate': 'Bearer realm="tollgate admin"' };
  return new GatewayError(message, { code: 'UNAUTHENTICATED' }, { headers });
}

function notFound(): GatewayError {
  const message =
    'There is nothing here. Operators find /healthz, /readyz, /startup, /metrics, and /graphql where a token is set.';
  return new GatewayError(message, { code: 'NOT_FOUND' });
}

/** Errors of the HTTP server bear a status of theirs; those below 500 are the request's. */
function refuse(reply: FastifyReply, thrown: unknown, renderer: ErrorRenderer): FastifyReply {
  const { statusCode = 500 } = thrown as { statusCode?: number };
  const bad = !(thrown instanceof GatewayError) && statusCode < 500;
  const error = bad
    ? new GatewayError('The request could not be read.', { code: 'BAD_REQUEST' }, { httpStatus: statusCode })
    : thrown;
  const { errors, status, headers } = renderer.render(error, undefined);
  return reply.code(status).headers(headers).send({ errors });
}
