import type { RequestListener } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Phase, Probes } from '../kernel/health.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import type { RestFaces } from '../kernel/ports/rest-faces.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { LocalBudgetStore } from '../kernel/ports/stores/budget-store.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import { addressRate } from './addresses/address-rate.ts';
import { type ClientAddress, clientAddress } from './addresses/client-address.ts';
import { allowOrigins } from './browsers/cors.ts';
import { dataHeaders } from './browsers/security-headers.ts';
import type { HttpConfig } from './config.ts';
import { type Explorer, serveExplorer } from './explorer/explorer.ts';
import { Exchanges } from './exchange/exchanges.ts';
import { respondProblem } from './exchange/respond-problem.ts';
import { GraphqlRoutes, isGraphqlPath } from './graphql/graphql-routes.ts';
import { brokenConnection, refuseOddities } from './http/broken-connection.ts';
import { doorRules } from './http/door.ts';
import { limitConnections } from './http/limit-connections.ts';
import { jsonBody } from './http/json-body.ts';
import { serverOptions } from './http/server-options.ts';
import { transportError } from './http/transport-error.ts';
import { underWay } from './http/under-way.ts';
import { publicProbes } from './probes.ts';
import { isRestPath, RestRoutes } from './rest/rest-routes.ts';
import { type ListenerOptions, SecureServer } from './tls/secure-server.ts';

export interface EdgeParts {
  readonly config: HttpConfig;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  /** The REST endpoints of the generation that serves. */
  readonly faces: () => RestFaces;
  readonly renderer: ErrorRenderer;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly probes: Probes;
  readonly phase: () => Phase;
  /** Counts requests by address. */
  readonly rates: LocalBudgetStore;
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
  const security = Object.entries(dataHeaders(config.tls !== undefined && !parts.dev));
  const addressOf = clientAddress(config.trustedProxies);
  const exchanges = new Exchanges({ ...parts, addressOf, headers: security.flat() });
  const [routes, rest] = [
    new GraphqlRoutes({ ...parts, addressOf, exchanges }),
    new RestRoutes({ ...parts, exchanges }),
  ];
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
    refuseRequest({ routes, rest, renderer }, transportError(error), request, reply);
  const options = listenerOptions(config);
  const secure = config.tls && new SecureServer({ ...parts, config: config.tls, handshake: config.timeouts.request });
  const app = fastify({
    ...options,
    ...(secure && { serverFactory: (listener: RequestListener) => secure.create(listener, options) }),
    ...HOW_IT_SERVES,
    bodyLimit: config.limits.body,
    clientErrorHandler: (error, socket) => brokenConnection(error, socket, renderer),
    frameworkErrors: refuse,
    routerOptions: { maxParamLength: config.limits.head }, // an id of any length is judged by us
  });
  limitConnections(app.server, config.limits.connections, parts.signals);
  refuseOddities(app.server, config.limits.body, renderer);
  readJsonOnly(app, config.limits.body);
  forBrowsers(app, security, config.cors);
  let explorer: Explorer | undefined;
  // After preflights, which come by OPTIONS, and before the body is read: what is refused anyway needs no parsing.
  app.after(() => {
    refuseAtTheDoor(app, { ...parts, addressOf }, [routes, rest], refuse);
    if (parts.dev) explorer = serveExplorer(app);
  });
  app.setNotFoundHandler((request, reply) => refuse(notThere(request, probes), request, reply));
  app.setErrorHandler(refuse);
  publicProbes(app, probes);
  routes.register(app);
  rest.register(app);
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

function refuseAtTheDoor(
  app: FastifyInstance,
  { config, probes, rates, addressOf }: EdgeParts & { readonly addressOf: ClientAddress },
  [routes, rest]: readonly [GraphqlRoutes, RestRoutes],
  refuse: (refusal: GatewayError, request: FastifyRequest, reply: FastifyReply) => void,
): void {
  const asked = new Set(Object.keys(probes));
  const judge = doorRules(config, asked);
  const isTooOften = config.rate && addressRate({ rate: config.rate, addressOf, store: rates });
  app.addHook('onRequest', (request, reply, next) => {
    // Whoever watches the gateway is never refused.
    const tooOften = isTooOften && !asked.has(request.url) ? isTooOften(request.raw) : null;
    const refusal =
      tooOften ?? judge(request.raw, reply.raw) ?? routes.refusesMethod(request) ?? rest.refusesMethod(request);
    return refusal === null ? next() : refuse(refusal, request, reply);
  });
}

function readJsonOnly(app: FastifyInstance, largest: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, jsonBody(largest));
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
function forBrowsers(
  app: FastifyInstance,
  security: readonly (readonly [string, string])[],
  cors: HttpConfig['cors'],
): void {
  // GraphQL's answers bear them too, but are written past Fastify and so past this hook.
  app.addHook('onSend', (_, reply, payload, next) => {
    for (const [name, value] of security) if (!reply.hasHeader(name)) reply.header(name, value);
    next(null, payload);
  });
  if (cors) allowOrigins(app, cors);
}

interface Refusers {
  readonly routes: GraphqlRoutes;
  readonly rest: RestRoutes;
  readonly renderer: ErrorRenderer;
}

/** On the path where it is GraphQL's, an endpoint's or nobody's, so that it is observed; elsewhere as a problem. */
function refuseRequest(
  { routes, rest, renderer }: Refusers,
  refusal: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { url, headers } = request;
  // Its body has not been read, and might never end.
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
    reply.header('connection', 'close');
  if (isRestPath(url)) void rest.refuse(request, reply, refusal);
  else if (url.startsWith('/') && !isGraphqlPath(url)) respondProblem(reply, renderer.render(refusal, undefined));
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
