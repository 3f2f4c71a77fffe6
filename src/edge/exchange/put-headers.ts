import type { FastifyReply } from 'fastify';
import type { ResponseHeaders } from '../../kernel/live-exchange.ts';

/** Of some headers there may be several. */
export function putHeaders(reply: FastifyReply, headers: ResponseHeaders, status: number): FastifyReply {
  for (const [name, value] of Object.entries(headers))
    if (mayBear(status, name)) reply.header(name, typeof value === 'string' ? value : [...value]);
  return reply;
}

/**
 * Whether an answer of this status may bear a header. `retry-after` speaks of the whole: of a part that failed its error says when
 * to ask again. Source: RFC 9110 §10.2.3.
 */
export const mayBear = (status: number, name: string): boolean => name !== 'retry-after' || status >= 300;
