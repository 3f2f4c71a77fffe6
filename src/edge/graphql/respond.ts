import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { RenderedErrors } from '../../errors/render.ts';
import type { Result } from '../../kernel/exchange.ts';
import type { HttpConfig } from '../config.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import type { MediaType } from './negotiate.ts';

export interface Answer {
  readonly result: Result;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What decides the media type of an answer, besides its status. */
export interface Wish {
  readonly accepted: MediaType | null;
  readonly profile: HttpConfig['profile'];
}

/** Writes a GraphQL answer; returns the bytes of its body. */
export function respond(reply: FastifyReply, wish: Wish, { result, status, headers }: Answer): number {
  const body = serialize(result);
  write(reply, { body, type: mediaType(wish, status), status, headers });
  return Buffer.byteLength(body);
}

/**
 * Writes the answers to an array of requests as an array. Each says for itself how it went; the whole is a success, and no
 * header of one of them may speak for the others. Returns the bytes of each.
 */
export function respondBatch(reply: FastifyReply, wish: Wish, results: readonly Result[]): readonly number[] {
  const bodies = results.map(serialize);
  write(reply, { body: `[${bodies.join(',')}]`, type: mediaType(wish, 200), status: 200, headers: {} });
  return bodies.map((body) => Buffer.byteLength(body));
}

/**
 * A client that knows only `application/json` may trust it on success alone. Source: GraphQL over HTTP §1.4. Apollo Server
 * answers errors in the type asked for too.
 */
function mediaType({ accepted, profile }: Wish, status: number): MediaType {
  if (accepted === null) return 'application/json';
  return profile === 'legacy' || status < 300 ? accepted : 'application/graphql-response+json';
}

interface Written {
  readonly body: string;
  readonly type: MediaType;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

function write(reply: FastifyReply, { body, type, status, headers }: Written): void {
  reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', headers['cache-control'] ?? 'no-store')
    .headers(headers)
    .send(body);
}

/** Errors first, so that a log that cuts the body still shows them. */
function serialize(result: Result): string {
  const { errors, extensions } = result;
  const written = result instanceof WrittenResult ? result.text : undefined;
  if (written !== undefined && !errors) {
    return extensions ? `{"data":${written},"extensions":${JSON.stringify(extensions)}}` : `{"data":${written}}`;
  }
  const { data } = result;
  return JSON.stringify({
    ...(errors?.length && { errors }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}

/** A refusal of something that is no GraphQL request. `code` is our member. Source: RFC 9457. */
export function respondProblem(reply: FastifyReply, { errors: [error], status, headers }: RenderedErrors): void {
  const { message: detail, extensions: { code } = {} } = error ?? {};
  reply
    .code(status)
    .headers(headers)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, code }));
}
