import type { FastifyReply } from 'fastify';
import type { ResponseHeaders } from '../../kernel/live-exchange.ts';

/** Of some headers there may be several. */
export function putHeaders(reply: FastifyReply, headers: ResponseHeaders): FastifyReply {
  for (const [name, value] of Object.entries(headers))
    reply.header(name, typeof value === 'string' ? value : [...value]);
  return reply;
}
