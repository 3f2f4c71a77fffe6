import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';
import type { RequestParams } from '../../kernel/exchange.ts';
import type { Phase } from '../../kernel/health.ts';
import type { Answered, Arrival } from '../../kernel/runner.ts';
import type { HttpConfig } from '../config.ts';
import { sendInTime } from '../http/send-in-time.ts';
import { batchReads, isArray, type Read, runBatch } from './batch.ts';
import { gatewayRequest } from './gateway-request.ts';
import { negotiate } from './negotiate.ts';
import { bodyParams, queryParams } from './params.ts';
import { respond, respondBatch, type Wish } from './respond.ts';

const PATHS = ['/graphql', '/graphql/:id'];
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
const ALLOW = [...METHODS].join(', ');

/** Whether an address is one of ours, whatever stands behind it. */
export function isGraphqlPath(url: string): boolean {
  return /^\/graphql(?:[/?]|$)/.test(url);
}

export interface GraphqlRoutesParts {
  readonly config: Pick<HttpConfig, 'profile' | 'limits' | 'timeouts'>;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly phase: () => Phase;
}

/** `/graphql` and `/graphql/<id>`, by GET, HEAD and POST. */
/**
 * When nothing can be run. The listener opens before the rest is built, so that its probes can say so; a server that the
 * gateway is embedded in may outlive it.
 */
const CLOSED: ReadonlyMap<Phase, string> = new Map([
  ['starting', 'is starting'],
  ['failed', 'did not start'],
  ['stopped', 'has been stopped'],
]);

export class GraphqlRoutes {
  readonly #parts: GraphqlRoutesParts;

  constructor(parts: GraphqlRoutesParts) {
    this.#parts = parts;
  }

  register(app: FastifyInstance): void {
    for (const url of PATHS) {
      app.post(url, (request, reply) => this.#post(request, reply));
      // Fastify answers HEAD by the same handler and keeps the body back.
      app.get(url, (request, reply) => this.serve(request, reply, () => withPathId(request, queryParams(request.url))));
      app.options(url, (_, reply) => reply.code(204).header('allow', ALLOW).send());
    }
  }

  /** The refusal of a method that GraphQL does not come by. */
  refusesMethod({ method, url }: FastifyRequest): GatewayError | null {
    if (METHODS.has(method) || !isGraphqlPath(url)) return null;
    const message = 'GraphQL requests come by GET or POST.';
    return new GatewayError(message, { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: ALLOW } });
  }

  /** One request: through the path, and out. What cannot be read is refused on the path too, so that it is observed. */
  async serve(request: FastifyRequest, reply: FastifyReply, read: () => RequestParams): Promise<FastifyReply> {
    const { run, phase } = this.#parts;
    const wish = this.#wish(request);
    if (CLOSED.has(phase())) return this.#closed(reply, wish);
    const ending = new AbortController();
    let answered: Answered | undefined;
    let bytes = 0;
    // The response's `close`, not the request's: that one comes as soon as a body has been read.
    reply.raw.once('close', () => {
      const aborted = !reply.raw.writableFinished;
      if (aborted) ending.abort();
      answered?.settle({ bytes, aborted });
    });
    const params = wish.accepted === null ? notAcceptable : read;
    answered = await run({ request: gatewayRequest(request, params), ending });
    if (reply.raw.destroyed || reply.sent) {
      answered.settle({ bytes, aborted: true });
      return reply;
    }
    this.#head(reply, answered);
    bytes = respond(reply, wish, answered);
    sendInTime(reply.raw, this.#parts.config.timeouts.send);
    return reply;
  }

  #post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { body } = request;
    const most = this.#parts.config.limits.batch;
    const read = (): RequestParams => withPathId(request, bodyParams(body));
    if (most === 0 || !isArray(body) || CLOSED.has(this.#parts.phase())) return this.serve(request, reply, read);
    let reads: readonly Read[];
    try {
      reads = batchReads(body, most);
    } catch (refusal) {
      return this.serve(request, reply, () => {
        throw refusal;
      });
    }
    return this.#serveBatch(request, reply, reads);
  }

  /** An array of requests: each an exchange of its own, answered together. */
  async #serveBatch(request: FastifyRequest, reply: FastifyReply, reads: readonly Read[]): Promise<FastifyReply> {
    const { run, config } = this.#parts;
    const wish = this.#wish(request);
    if (wish.accepted === null) return this.serve(request, reply, notAcceptable);
    const params = reads.map((read) => () => withPathId(request, read()));
    const batch = await runBatch({ request, response: reply.raw, reads: params, run });
    const [first] = batch.answers;
    if (!first || reply.raw.destroyed || reply.sent) {
      batch.settle(true);
      return reply;
    }
    this.#head(reply, first);
    batch.wrote(respondBatch(reply, wish, batch.results));
    sendInTime(reply.raw, config.timeouts.send);
    return reply;
  }

  #wish({ headers }: FastifyRequest): Wish {
    return { accepted: negotiate(headers.accept), profile: this.#parts.config.profile };
  }

  #head(reply: FastifyReply, { exchange }: Answered): void {
    reply.header('x-request-id', exchange.requestId ?? '').header('x-tollgate-generation', exchange.generation);
    if (this.#parts.phase() === 'draining') reply.header('connection', 'close');
  }

  #closed(reply: FastifyReply, wish: Wish): FastifyReply {
    const message = `The gateway ${CLOSED.get(this.#parts.phase())}. Try again in a moment.`;
    const refusal = new GatewayError(message, { code: 'OVERLOADED', retryAfterSeconds: 1 });
    const { errors, status, headers } = this.#parts.renderer.render(refusal, undefined);
    respond(reply, wish, { result: { errors }, status, headers });
    return reply;
  }
}

function withPathId(request: FastifyRequest, params: RequestParams): RequestParams {
  const { id } = request.params as { id?: string };
  return id === undefined ? params : { ...params, pathId: id };
}

function notAcceptable(): never {
  throw new GatewayError(
    'None of the media types in `Accept` can be answered. Accept `application/graphql-response+json`.',
    { code: 'NOT_ACCEPTABLE' },
  );
}
