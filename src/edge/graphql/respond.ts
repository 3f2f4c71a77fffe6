import type { FastifyReply } from 'fastify';
import type { Result } from '../../kernel/exchange.ts';
import type { MediaType } from './negotiate.ts';

export interface Answer {
  readonly result: Result;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes a GraphQL answer; returns the bytes of its body. */
export function respond(reply: FastifyReply, accepted: MediaType | null, { result, status, headers }: Answer): number {
  const body = serialize(result);
  // A client that knows only `application/json` may trust it on success alone. Source: GraphQL over HTTP §1.4.
  const type =
    accepted === null || (accepted === 'application/json' && status < 300)
      ? 'application/json'
      : 'application/graphql-response+json';
  reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', headers['cache-control'] ?? 'no-store')
    .headers(headers)
    .send(body);
  return Buffer.byteLength(body);
}

/** Errors first, so that a log that cuts the body still shows them. */
function serialize({ errors, data, extensions }: Result): string {
  return JSON.stringify({
    ...(errors?.length && { errors }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}

/** An answer to something that is no GraphQL request. Source: RFC 9457. */
export function respondProblem(reply: FastifyReply, status: number, title: string, detail: string): void {
  reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail }));
}
