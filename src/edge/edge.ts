import type { RequestListener } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Phase, Probes } from '../kernel/health.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import { allowOrigins } from './browsers/cors.ts';
import { DATA_CSP, securityHeaders } from './browsers/security-headers.ts';
import type { HttpConfig } from './config.ts';
import { type Explorer, serveExplorer } from './explorer/explorer.ts';
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
import { type ListenerOptions, SecureServer } from './tls/secure-server.ts';

export interface EdgeParts {
  readonly config: HttpConfig;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly signals: Signals;
  readonly probes: Probes;
  readonly phase: () => Phase;
  readonly dev: boolean;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
}

/** The public listener. */
export interface Edge {
  /** The server, to be told where to listen. */
  readonly listener: FastifyInstance;
  /** Answers the requests of another server; they wait until the gateway has opened. */
  readonly handler: (opened: Promise<void>) => RequestListener;
  /** Takes no new connections and waits for requests under way, at most the time given; tells how many were cut off. */
  readonly close: (grace: number) => Promise<number>;
  /** Whether browsers get the explorer at `/graphql`; known once it listens. */
  readonly hasExplorer: () => boolean;
  /** Takes up certificates that have changed, as their being watched does too; what is wrong with them is reported. */
  readonly reloadCertificates: () => void;
}

/** Milliseconds that a connection may be silent beyond the time for an answer. */
const AFTER_ANSWER = 1_000;

const HOW_IT_SERVES = {
  logger: false,
  exposeHeadRoutes: true,
  forceCloseConnections: 'idle',
  return503OnClosing: false, // requests that arrive while draining are answered, with `connection: close`
} as const;

export function createEdge(parts: EdgeParts): Edge {
  const { config, renderer, probes } = parts;
  const { limits } = config;
  const routes = new GraphqlRoutes(parts);
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    refuseRequest({ routes, renderer }, transportError(error), request, reply);
  const options = listenerOptions(config);
  const secure = config.tls && new SecureServer({ ...parts, config: config.tls, handshake: config.timeouts.request });
  const app = fastify({
    ...options,
    ...(secure && { serverFactory: (listener: RequestListener) => secure.create(listener, options) }),
    ...HOW_IT_SERVES,
    bodyLimit: limits.body,
    clientErrorHandler: (error, socket) => brokenConnection(error, socket, renderer),
    frameworkErrors: refuse,
    routerOptions: { maxParamLength: limits.head }, // an id of any length is judged by us
  });
  limitConnections(app.server, limits.connections, parts.signals);
  refuseOddities(app.server, limits.body, renderer);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonBody(limits.body));
  const judge = doorRules(config, new Set(Object.keys(probes)));
  forBrowsers(app, parts);
  let explorer: Explorer | undefined;
  // After preflights, which come by OPTIONS, and before the body is read: what is refused anyway needs no parsing.
  app.after(() => {
    app.addHook('onRequest', (request, reply, next) => {
      const refusal = judge(request.raw, reply.raw) ?? routes.refusesMethod(request);
      return refusal === null ? next() : refuse(refusal, request, reply);
    });
    if (parts.dev) explorer = serveExplorer(app);
  });
  app.setNotFoundHandler((request, reply) => refuse(notThere(request, probes), request, reply));
  app.setErrorHandler(refuse);
  publicProbes(app, probes);
  routes.register(app);
  secure?.attach(app, listenHost(parts));
  const requests = underWay(app.server);
  return {
    listener: app,
    handler(opened) {
      const ready = Promise.allSettled([app.ready(), opened]);
      return (request, response) => void ready.then(() => app.routing(request, response));
    },
    close: (grace) => requests.close(() => app.close(), grace),
    hasExplorer: () => explorer?.isServed() === true,
    reloadCertificates: () => secure?.reload(),
  };
}

/** The address to listen on where the config names none: in development nobody else's machine. */
export function listenHost({ config, dev }: Pick<EdgeParts, 'config' | 'dev'>): string {
  return config.host ?? (dev ? '127.0.0.1' : '0.0.0.0');
}

function listenerOptions(config: HttpConfig): ListenerOptions {
  const { timeouts, limits } = config;
  return {
    requestTimeout: timeouts.request,
    // A connection is silent while its answer is made, so it may be for that long at least.
    connectionTimeout: Math.max(timeouts.idle, timeouts.answer + AFTER_ANSWER),
    keepAliveTimeout: timeouts.idle,
    // No `handlerTimeout`: the runner ends every request in time, and a second timer would cost a tenth of a small one.
    maxRequestsPerSocket: limits.requestsPerConnection,
    http: serverOptions(config),
  };
}

/** What browsers are told of every answer, and whose pages may read it. */
function forBrowsers(app: FastifyInstance, { config, dev }: EdgeParts): void {
  const headers = Object.entries(securityHeaders({ csp: DATA_CSP, hsts: config.tls !== undefined && !dev }));
  app.addHook('onRequest', (_, reply, next) => {
    // Past Fastify's own record of headers, which would cost more than the headers; what it sets later wins all the same.
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    next();
  });
  if (config.cors) allowOrigins(app, config.cors);
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
