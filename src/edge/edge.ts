import type { RequestListener } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Phase, Probes } from '../kernel/health.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import type { HttpConfig } from './config.ts';
import { GraphqlRoutes, isGraphqlPath } from './graphql/graphql-routes.ts';
import { respondProblem } from './graphql/respond.ts';
import { brokenConnection, refuseOddities } from './http/broken-connection.ts';
import { doorRules } from './http/door.ts';
import { limitConnections } from './http/limit-connections.ts';
import { jsonBody } from './http/json-body.ts';
import { serverOptions } from './http/server-options.ts';
import { transportError } from './http/transport-error.ts';
import { underWay } from './http/under-way.ts';
import { publicProbes } from './probes.ts';

export interface EdgeParts {
  readonly config: HttpConfig;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly signals: Signals;
  readonly probes: Probes;
  readonly phase: () => Phase;
}

/** The public listener. */
export interface Edge {
  /** The server, to be told where to listen. */
  readonly listener: FastifyInstance;
  /** Answers the requests of another server; they wait until the gateway has opened. */
  readonly handler: (opened: Promise<void>) => RequestListener;
  /** Takes no new connections and waits for requests under way, at most the time given; tells how many were cut off. */
  readonly close: (grace: number) => Promise<number>;
}

/** Milliseconds that a connection may be silent beyond the time for an answer. */
const AFTER_ANSWER = 1_000;

export function createEdge(parts: EdgeParts): Edge {
  const { config, renderer, probes } = parts;
  const { timeouts, limits } = config;
  const routes = new GraphqlRoutes(parts);
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    refuseRequest({ routes, renderer }, transportError(error), request, reply);
  const app = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: timeouts.request,
    // A connection is silent while its answer is made, so it may be for that long at least.
    connectionTimeout: Math.max(timeouts.idle, timeouts.answer + AFTER_ANSWER),
    keepAliveTimeout: timeouts.idle,
    // No `handlerTimeout`: the runner ends every request in time, and a second timer would cost a tenth of a small one.
    maxRequestsPerSocket: limits.requestsPerConnection,
    http: serverOptions(config),
    clientErrorHandler: (error, socket) => brokenConnection(error, socket, renderer),
    frameworkErrors: refuse,
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // requests that arrive while draining are answered, with `connection: close`
    routerOptions: { maxParamLength: limits.head }, // an id of any length is judged by us
  });
  limitConnections(app.server, limits.connections, parts.signals);
  refuseOddities(app.server, limits.body, renderer);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonBody(limits.body));
  const judge = doorRules(config, new Set(Object.keys(probes)));
  // Before the body is read: what is refused anyway needs no parsing.
  app.addHook('onRequest', (request, reply, next) => {
    const refusal = judge(request.raw, reply.raw) ?? routes.refusesMethod(request);
    if (refusal === null) next();
    else refuse(refusal, request, reply);
  });
  app.setNotFoundHandler((request, reply) => refuse(notThere(request, probes), request, reply));
  app.setErrorHandler(refuse);
  publicProbes(app, probes);
  routes.register(app);
  const requests = underWay(app.server);
  return {
    listener: app,
    handler(opened) {
      const ready = Promise.allSettled([app.ready(), opened]);
      return (request, response) => void ready.then(() => app.routing(request, response));
    },
    close: (grace) => requests.close(() => app.close(), grace),
  };
}

interface Refusers {
  readonly routes: GraphqlRoutes;
  readonly renderer: ErrorRenderer;
}

/** On the path where it is GraphQL's or nobody's, so that it is observed; elsewhere as a problem. */
function refuseRequest(
  { routes, renderer }: Refusers,
  refusal: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { url, headers } = request;
  // Its body has not been read, and might never end.
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
    reply.header('connection', 'close');
  if (url.startsWith('/') && !isGraphqlPath(url)) respondProblem(reply, renderer.render(refusal, undefined));
  else
    void routes.serve(request, reply, () => {
      throw refusal;
    });
}

function notThere({ url, method }: FastifyRequest, probes: Probes): GatewayError {
  const path = url.replace(/\?.*/s, '');
  if (!Object.hasOwn(probes, path))
    return new GatewayError('Nothing is here. GraphQL is served at /graphql.', { code: 'NOT_FOUND' });
  const message = `This address takes no ${method}.`;
  return new GatewayError(message, { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: 'GET, HEAD' } });
}
