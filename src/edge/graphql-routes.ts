import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.ts';
import type { GatewayRequest, RequestParams } from '../kernel/exchange.ts';
import type { Phase } from '../kernel/health.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import { type MediaType, negotiate } from './negotiate.ts';
import { bodyParams, queryParams } from './params.ts';
import { respond, respondProblem } from './respond.ts';
import { transportError } from './transport-error.ts';

const PATHS = ['/graphql', '/graphql/:id'];
const OTHER_METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

export interface GraphqlRoutesParts {
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly phase: () => Phase;
}

/** `/graphql` and `/graphql/<id>`, by GET and POST. */
export function graphqlRoutes(app: FastifyInstance, parts: GraphqlRoutesParts): void {
  for (const url of PATHS) {
    const errorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply): unknown =>
      serve(parts, request, reply, () => {
        throw transportError(error);
      });
    const route = (method: 'GET' | 'POST', read: (request: FastifyRequest) => RequestParams): unknown =>
      app.route({
        method,
        url,
        errorHandler,
        handler: (request, reply) => serve(parts, request, reply, () => withPathId(request, read(request))),
      });
    route('POST', ({ body }) => bodyParams(body));
    route('GET', (request) => queryParams(request.url));
    app.route({
      method: OTHER_METHODS,
      url,
      handler: (_, reply) =>
        respondProblem(reply.header('allow', 'GET, POST'), 405, 'Method Not Allowed', 'GraphQL comes by GET or POST.'),
    });
  }
}

/** One request: through the path, and out. What cannot be read is refused on the path too, so that it is observed. */
async function serve(
  { run, phase }: GraphqlRoutesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  read: () => RequestParams,
): Promise<FastifyReply> {
  const accepted = negotiate(request.headers.accept);
  if (phase() === 'starting') return notStarted(reply, accepted);
  const ending = new AbortController();
  // The response's `close`, not the request's: that one comes as soon as a body has been read.
  reply.raw.once('close', () => reply.raw.writableFinished || ending.abort());
  const answered = await run({ request: gatewayRequest(request, accepted === null ? notAcceptable : read), ending });
  if (reply.raw.destroyed) {
    answered.settle({ bytes: 0, aborted: true });
    return reply;
  }
  const { exchange } = answered;
  reply.header('x-request-id', exchange.requestId ?? '').header('x-tollgate-generation', exchange.generation);
  if (phase() === 'draining') reply.header('connection', 'close');
  const bytes = respond(reply, accepted, answered);
  reply.raw.once('close', () => answered.settle({ bytes, aborted: !reply.raw.writableFinished }));
  return reply;
}

/** The listener opens before the rest is built, so that its probes can say so; nothing can be run yet. */
function notStarted(reply: FastifyReply, accepted: MediaType | null): FastifyReply {
  const error = {
    message: 'The gateway is starting. Try again in a moment.',
    extensions: { code: 'OVERLOADED', retryable: true, retryAfterSeconds: 1 },
  };
  respond(reply, accepted, { result: { errors: [error] }, status: 503, headers: { 'retry-after': '1' } });
  return reply;
}

function withPathId(request: FastifyRequest, params: RequestParams): RequestParams {
  const { id } = request.params as { id?: string };
  return id === undefined ? params : { ...params, pathId: id };
}

function gatewayRequest({ method, headers }: FastifyRequest, params: () => RequestParams): GatewayRequest {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    method: method === 'GET' ? 'GET' : 'POST',
    header,
    headers: () => Object.keys(headers).map((name) => [name, header(name) ?? ''] as const),
    params,
  };
}

function notAcceptable(): never {
  throw new GatewayError(
    'None of the media types in `Accept` can be answered. Accept `application/graphql-response+json`.',
    { code: 'NOT_ACCEPTABLE' },
  );
}
