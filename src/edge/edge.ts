import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Phase, Probes } from '../kernel/health.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import type { HttpConfig } from './config.ts';
import { GraphqlRoutes, isGraphqlPath } from './graphql/graphql-routes.ts';
import { publicProbes } from './probes.ts';
import { respondProblem } from './graphql/respond.ts';
import { answerBrokenConnection, transportError } from './http/transport-error.ts';
import { underWay } from './http/under-way.ts';

export interface EdgeParts {
  readonly config: HttpConfig;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly probes: Probes;
  readonly phase: () => Phase;
}

/** The public listener. */
export interface Edge {
  /** The server, to be told where to listen. */
  readonly listener: FastifyInstance;
  /** Takes no new connections and waits for requests under way, at most the time given; tells how many were cut off. */
  readonly close: (grace: number) => Promise<number>;
}

/** Milliseconds that a connection may be silent beyond the time for an answer. */
const AFTER_ANSWER = 1_000;
/** Requests on one connection before it is renewed, so that no connection lives for ever. */
const MOST_REQUESTS = 100_000;

export function createEdge(parts: EdgeParts): Edge {
  const { config, renderer, probes } = parts;
  const { timeouts } = config;
  const routes = new GraphqlRoutes(parts);
  const app = fastify({
    logger: false,
    bodyLimit: config.maxBody,
    requestTimeout: timeouts.request,
    // A connection is silent while its answer is made, so it may be for that long at least.
    connectionTimeout: Math.max(timeouts.idle, timeouts.answer + AFTER_ANSWER),
    keepAliveTimeout: timeouts.idle,
    // No `handlerTimeout`: the runner ends every request in time, and a second timer would cost a tenth of a small one.
    maxRequestsPerSocket: MOST_REQUESTS,
    http: { headersTimeout: timeouts.request, maxHeaderSize: config.maxHeaders, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: (error, socket) => answerBrokenConnection(error, socket, renderer),
    frameworkErrors: (error, request, reply) => refuse(routes, error, request, reply),
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // requests that arrive while draining are answered, with `connection: close`
    routerOptions: { maxParamLength: config.maxHeaders }, // an id of any length is judged by us
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  // Before the body is read: what no method of ours is for needs no parsing.
  app.addHook('onRequest', (request, reply, next) => (routes.takes(request) ? next() : routes.refuseMethod(reply)));
  app.setNotFoundHandler((_, reply) => respondProblem(reply, 404, 'Not Found', 'GraphQL is served at /graphql.'));
  app.setErrorHandler((error, request, reply) => refuse(routes, error, request, reply));
  publicProbes(app, probes);
  routes.register(app);
  const requests = underWay(app.server);
  return { listener: app, close: (grace) => requests.close(() => app.close(), grace) };
}

/** What the HTTP server refuses by itself, in our words: on the path where it is GraphQL's, as a problem elsewhere. */
function refuse(routes: GraphqlRoutes, error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (isGraphqlPath(request.url)) {
    return routes.serve(request, reply, () => {
      throw transportError(error);
    });
  }
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode < 500) return respondProblem(reply, statusCode, 'Bad Request', 'The request could not be read.');
  return respondProblem(reply, 500, 'Internal Server Error', 'Something failed inside the gateway.');
}
