import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { RequestParams } from '../../kernel/exchange.ts';
import type { Answered, Arrival } from '../../kernel/runner.ts';
import type { ClientAddress } from '../addresses/client-address.ts';
import type { HttpConfig } from '../config.ts';
import type { Exchanges } from '../exchange/exchanges.ts';
import { sendInTime } from '../exchange/send-in-time.ts';
import { batchReads, isArray, type Read, runBatch } from './batch.ts';
import { negotiate } from './negotiate.ts';
import { bodyParams, queryParams } from './params.ts';
import { respond, respondBatch, type Wish } from './respond.ts';

const ROUTE = '/graphql';
const PATHS = [ROUTE, `${ROUTE}/:id`];
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
const ALLOW = [...METHODS].join(', ');

/** Whether an address is one of ours, whatever stands behind it. */
export function isGraphqlPath(url: string): boolean {
  return /^\/graphql(?:[/?]|$)/.test(url);
}

export interface GraphqlRoutesParts {
  readonly config: Pick<HttpConfig, 'profile' | 'limits' | 'timeouts'>;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly addressOf: ClientAddress;
  readonly exchanges: Exchanges;
}

/** `/graphql` and `/graphql/<id>`, by GET, HEAD and POST. */
export class GraphqlRoutes {
  readonly #parts: GraphqlRoutesParts;

  constructor(parts: GraphqlRoutesParts) {
    this.#parts = parts;
  }

  register(app: FastifyInstance): void {
    const { jsonDepth } = this.#parts.config.limits;
    for (const url of PATHS) {
      app.post(url, (request, reply) => this.#post(request, reply));
      // Fastify answers HEAD by the same handler and keeps the body back.
      app.get(url, (request, reply) =>
        this.serve(request, reply, () => withPathId(request, queryParams(request.url, jsonDepth))),
      );
      app.options(url, (_, reply) => reply.code(204).header('allow', ALLOW).send());
    }
  }

  /** The refusal of a method that GraphQL does not come by. */
  refusesMethod({ method, url }: FastifyRequest): GatewayError | null {
    if (METHODS.has(method) || !isGraphqlPath(url)) return null;
    const message = 'GraphQL requests come by GET or POST.';
    return new GatewayError(message, { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: ALLOW } });
  }

  serve(request: FastifyRequest, reply: FastifyReply, read: () => RequestParams): Promise<FastifyReply> {
    const wish = this.#wish(request);
    return this.#parts.exchanges.serve({
      request,
      reply,
      route: ROUTE,
      read: wish.accepted === null ? notAcceptable : read,
      write: (answer, own) => respond(reply, wish, answer, own),
    });
  }

  #post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { body } = request;
    const { config, exchanges } = this.#parts;
    const { limits } = config;
    const read = (): RequestParams => withPathId(request, bodyParams(body, limits.jsonDepth));
    if (limits.batch === 0 || !isArray(body) || exchanges.closed()) return this.serve(request, reply, read);
    let reads: readonly Read[];
    try {
      reads = batchReads(body, limits);
    } catch (refusal) {
      return this.serve(request, reply, () => {
        throw refusal;
      });
    }
    return this.#serveBatch(request, reply, reads);
  }

  /** An array of requests: each an exchange of its own, answered together. */
  async #serveBatch(request: FastifyRequest, reply: FastifyReply, reads: readonly Read[]): Promise<FastifyReply> {
    const { run, addressOf, config, exchanges } = this.#parts;
    const wish = this.#wish(request);
    if (wish.accepted === null) return this.serve(request, reply, notAcceptable);
    const params = reads.map((read) => () => withPathId(request, read()));
    const batch = await runBatch({ request, response: reply.raw, reads: params, run, addressOf });
    const [first] = batch.answers;
    if (!first || reply.raw.destroyed || reply.sent) {
      batch.settle(true);
      return reply;
    }
    batch.wrote(respondBatch(reply, wish, batch.answers, exchanges.headers(first)));
    sendInTime(reply.raw, config.timeouts.send);
    return reply;
  }

  #wish({ headers }: FastifyRequest): Wish {
    const { profile, limits } = this.#parts.config;
    return { accepted: negotiate(headers.accept), profile, most: limits.response };
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
