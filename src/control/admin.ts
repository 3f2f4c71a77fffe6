import { ApolloServer, type ContextThunk, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Principal } from '../kernel/exchange.ts';
import type { Probes } from '../kernel/health.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { PlaneContext } from '../kernel/resolver.ts';
import { sameSecret } from '../kernel/same-secret.ts';

export interface AdminParts {
  /** The graph of the current generation. */
  readonly graph: Graph;
  readonly renderer: ErrorRenderer;
  readonly probes: Probes;
  /** Everything that was counted, in the text format of Prometheus 0.0.4. */
  readonly metrics: () => string;
  /** Without it the admin graph is not served. */
  readonly token: string | undefined;
}

/** The listener for operators: probes with detail, metrics, and the admin graph behind the token. */
export interface Admin {
  /** The server, to be told where to listen once `start()` has ended. */
  readonly listener: FastifyInstance;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Whoever holds the admin token. */
const OPERATOR: Principal = { id: 'admin', scopes: new Set(['gateway:read']) };

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
  const apollo = token === undefined ? undefined : adminGraph(app, parts, token);

  return {
    listener: app,
    start: async () => apollo?.start(),
    async close() {
      await app.close();
      await apollo?.stop();
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

function adminGraph(app: FastifyInstance, { graph, renderer }: AdminParts, token: string): ApolloServer<PlaneContext> {
  const apollo = new ApolloServer<PlaneContext>({
    schema: graph.schema,
    formatError: (formatted, error) => renderer.render(error, undefined).errors[0] ?? formatted,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    introspection: true,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
  });
  const context: ContextThunk<PlaneContext> = async () => ({ principal: OPERATOR });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (!bears(request, token)) return refuse(reply, unauthenticated(), renderer);
      const headers = new HeaderMap(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const search = new URL(request.url, 'http://admin').search;
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: request.method, headers, search, body: request.body },
        context,
      });
      if (answer.body.kind !== 'complete') throw new Error('The admin graph does not answer incrementally.');
      return reply
        .code(answer.status ?? 200)
        .headers(Object.fromEntries(answer.headers))
        .send(answer.body.string);
    },
  });
  return apollo;
}

function bears(request: FastifyRequest, token: string): boolean {
  const [scheme, sent = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && sameSecret(sent, token);
}

function unauthenticated(): GatewayError {
  const message = 'The admin graph needs the admin token. Send `authorization: Bearer <token>`.';
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
