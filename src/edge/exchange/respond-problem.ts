import type { FastifyReply } from 'fastify';
import { problemDetails } from '../../errors/problem-details.ts';
import type { RenderedErrors } from '../../errors/render.ts';
import type { ResponseHeaders } from '../../kernel/live-exchange.ts';
import { putHeaders } from './put-headers.ts';

/** Writes a refusal where no GraphQL is spoken; returns the bytes of its body. Source: RFC 9457. */
export function respondProblem(
  reply: FastifyReply,
  { errors, status, headers }: Pick<RenderedErrors, 'errors' | 'status'> & { readonly headers: ResponseHeaders },
): number {
  const body = JSON.stringify(problemDetails({ errors, status }));
  putHeaders(reply.code(status).header('cache-control', 'no-store'), headers, status)
    .header('content-type', 'application/problem+json')
    .send(body);
  return Buffer.byteLength(body);
}
