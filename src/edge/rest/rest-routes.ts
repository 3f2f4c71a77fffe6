import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';
import type { RequestParams } from '../../kernel/exchange.ts';
import { REST_METHODS, type RestFaces, type RestMethod } from '../../kernel/ports/rest-faces.ts';
import type { HttpConfig } from '../config.ts';
import type { Answer, Exchanges, FlatHeaders } from '../exchange/exchanges.ts';
import { respondProblem } from '../exchange/respond-problem.ts';
import { negotiate } from '../graphql/negotiate.ts';
import { parseBody, searchOf } from '../graphql/params.ts';
import { serveDocs } from './docs/serve-docs.ts';
import { respondRest } from './respond-rest.ts';
import { type Match, type RestRouter, routerOf } from './rest-router.ts';

const PREFIX = '/api';
const KNOWN: ReadonlySet<string> = new Set([...REST_METHODS, 'HEAD', 'OPTIONS']);
const VERSION = /^v?(\d+(?:\.\d+)*)$/;

/** Whether an address is one of ours, whatever stands behind it. */
export function isRestPath(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url);
}

export interface RestRoutesParts {
  readonly config: Pick<HttpConfig, 'rest' | 'limits'>;
  /** Those of the generation that serves. */
  readonly faces: () => RestFaces;
  readonly exchanges: Exchanges;
  readonly renderer: ErrorRenderer;
  readonly dev: boolean;
}

/** `/api/*`: registered operations as endpoints. One route, because endpoints change with the generation. */
export class RestRoutes {
  readonly #parts: RestRoutesParts;

  constructor(parts: RestRoutesParts) {
    this.#parts = parts;
  }

  register(app: FastifyInstance): void {
    if (this.#parts.config.rest.docs ?? this.#parts.dev) serveDocs(app, this.#parts);
    app.options(`${PREFIX}/*`, (request, reply) => this.#options(request, reply));
    app.route({
      method: [...REST_METHODS],
      url: `${PREFIX}/*`,
      onRequest: async (request, reply) => this.#refuseUnread(request, reply),
      handler: (request, reply) => this.#serve(request, reply),
    });
  }

  /** The refusal of a method that no endpoint comes by. */
  refusesMethod(request: FastifyRequest): GatewayError | null {
    return KNOWN.has(request.method) || !isRestPath(request.url) ? null : this.#nothingFor(request);
  }

  /** A request that is refused, on the path all the same, so that it is observed. */
  refuse(request: FastifyRequest, reply: FastifyReply, refusal: unknown): Promise<FastifyReply> {
    const read = (): never => {
      throw refusal;
    };
    const write = ({ result: { errors = [] }, status, headers }: Answer, own: FlatHeaders): number =>
      respondProblem(withHeaders(reply, own), { errors, status, headers });
    return this.#parts.exchanges.serve({ request, reply, route: PREFIX, read, write });
  }

  /** What nothing takes is told so whatever its body is: that it is no JSON would say that JSON were taken. */
  async #refuseUnread(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    this.#vary(reply);
    const hasBody = request.headers['content-type'] !== undefined;
    return hasBody && !this.#find(request) ? this.refuse(request, reply, this.#nothingFor(request)) : undefined;
  }

  #vary(reply: FastifyReply): void {
    const { versionHeader } = this.#parts.config.rest;
    if (versionHeader !== undefined)
      reply.header('vary', [reply.getHeader('vary'), versionHeader].flat().filter(Boolean).join(', '));
  }

  #serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { limits } = this.#parts.config;
    const match = this.#find(request);
    if (!match) return this.refuse(request, reply, this.#nothingFor(request));
    const { face } = match;
    return this.#parts.exchanges.serve({
      request,
      reply,
      route: match.route,
      read: () => paramsOf(match, request, limits.jsonDepth),
      write: (answer, own) =>
        respondRest({
          request,
          reply: withHeaders(reply, own),
          face,
          answer,
          notFound: () => this.#notFound(reply),
          most: limits.response,
        }),
    });
  }

  #notFound(reply: FastifyReply): number {
    const refusal = new GatewayError('There is nothing at this address.', { code: 'NOT_FOUND' });
    return respondProblem(reply, this.#parts.renderer.render(refusal, String(reply.getHeader('x-request-id'))));
  }

  #options(request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply> {
    const allow = this.#allowed(request);
    if (allow.length === 0) return this.refuse(request, reply, this.#nothingFor(request));
    return reply.code(204).header('allow', allow.join(', ')).send();
  }

  #nothingFor(request: FastifyRequest): GatewayError {
    const allow = this.#allowed(request);
    if (allow.length === 0) return new GatewayError('No endpoint has this address.', { code: 'NOT_FOUND' });
    const message = `This endpoint takes no ${request.method}. \`Allow\` names what it takes.`;
    return new GatewayError(message, { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: allow.join(', ') } });
  }

  #allowed(request: FastifyRequest): readonly string[] {
    const router = this.#router();
    const methods = this.#addresses(request).flatMap((path) => router.methods(path));
    if (methods.length === 0) return [];
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]))), 'OPTIONS'];
  }

  #find(request: FastifyRequest): Match | undefined {
    const router = this.#router();
    const method = request.method === 'HEAD' ? 'GET' : (request.method as RestMethod);
    for (const path of this.#addresses(request)) {
      const match = router.find(method, path);
      if (match) return match;
    }
    return undefined;
  }

  #router(): RestRouter {
    return routerOf(this.#parts.faces(), this.#parts.config.limits.head);
  }

  /** The paths below the prefix that a request may mean: with the version that a header names, and as it stands. */
  #addresses({ url, headers }: FastifyRequest): readonly string[] {
    const { versionHeader } = this.#parts.config.rest;
    const mark = url.indexOf('?');
    const path = url.slice(PREFIX.length, mark < 0 ? undefined : mark);
    const version = versionHeader === undefined ? undefined : VERSION.exec(String(headers[versionHeader]))?.[1];
    return version === undefined ? [path] : [`/v${version}${path}`, path];
  }
}

function paramsOf({ face, path }: Match, { url, body, headers }: FastifyRequest, deepest: number): RequestParams {
  if (negotiate(headers.accept) === null)
    throw new GatewayError('This endpoint answers `application/json`. Accept it.', { code: 'NOT_ACCEPTABLE' });
  const sent = Buffer.isBuffer(body) && body.length > 0 ? parseBody(body, deepest) : undefined;
  return { documentId: face.id, variables: face.variables({ path, query: searchOf(url), body: sent }) };
}

function withHeaders(reply: FastifyReply, own: FlatHeaders): FastifyReply {
  for (let index = 0; index < own.length; index += 2) reply.header(own[index] ?? '', own[index + 1]);
  return reply;
}
