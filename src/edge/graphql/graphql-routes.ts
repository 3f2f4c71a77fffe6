import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';
import type { GatewayRequest, RequestParams } from '../../kernel/exchange.ts';
import type { Phase } from '../../kernel/health.ts';
import type { Answered, Arrival } from '../../kernel/runner.ts';
import { type MediaType, negotiate } from './negotiate.ts';
import { bodyParams, queryParams } from './params.ts';
import { respond, respondProblem } from './respond.ts';

const PATHS = ['/graphql', '/graphql/:id'];

/** Whether an address is one of ours, whatever stands behind it. */
export function isGraphqlPath(url: string): boolean {
  return /^\/graphql(?:[/?]|$)/.test(url);
}

export interface GraphqlRoutesParts {
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly phase: () => Phase;
}

/** `/graphql` and `/graphql/<id>`, by GET and POST. */
export class GraphqlRoutes {
  readonly #parts: GraphqlRoutesParts;

  constructor(parts: GraphqlRoutesParts) {
    this.#parts = parts;
  }

  register(app: FastifyInstance): void {
    for (const url of PATHS) {
      app.post(url, (request, reply) =>
        this.serve(request, reply, () => withPathId(request, bodyParams(request.body))),
      );
      app.get(url, (request, reply) => this.serve(request, reply, () => withPathId(request, queryParams(request.url))));
    }
  }

  /** False for a method that GraphQL does not come by. */
  takes({ method, url }: FastifyRequest): boolean {
    return method === 'POST' || method === 'GET' || !isGraphqlPath(url);
  }

  refuseMethod(reply: FastifyReply): void {
    const detail = 'GraphQL requests come by GET or POST.';
    respondProblem(reply.header('allow', 'GET, POST'), 405, 'Method Not Allowed', detail);
  }

  /** One request: through the path, and out. What cannot be read is refused on the path too, so that it is observed. */
  async serve(request: FastifyRequest, reply: FastifyReply, read: () => RequestParams): Promise<FastifyReply> {
    const { run, phase } = this.#parts;
    const accepted = negotiate(request.headers.accept);
    if (phase() === 'starting') return this.#notStarted(reply, accepted);
    const ending = new AbortController();
    let answered: Answered | undefined;
    let bytes = 0;
    // The response's `close`, not the request's: that one comes as soon as a body has been read.
    reply.raw.once('close', () => {
      const aborted = !reply.raw.writableFinished;
      if (aborted) ending.abort();
      answered?.settle({ bytes, aborted });
    });
    const params = accepted === null ? notAcceptable : read;
    answered = await run({ request: gatewayRequest(request, params), ending });
    if (reply.raw.destroyed || reply.sent) {
      answered.settle({ bytes, aborted: true });
      return reply;
    }
    const { exchange } = answered;
    reply.header('x-request-id', exchange.requestId ?? '').header('x-tollgate-generation', exchange.generation);
    if (phase() === 'draining') reply.header('connection', 'close');
    bytes = respond(reply, accepted, answered);
    return reply;
  }

  /** The listener opens before the rest is built, so that its probes can say so; nothing can be run yet. */
  #notStarted(reply: FastifyReply, accepted: MediaType | null): FastifyReply {
    const message = 'The gateway is starting. Try again in a moment.';
    const refusal = new GatewayError(message, { code: 'OVERLOADED', retryAfterSeconds: 1 });
    const { errors, status, headers } = this.#parts.renderer.render(refusal, undefined);
    respond(reply, accepted, { result: { errors }, status, headers });
    return reply;
  }
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
