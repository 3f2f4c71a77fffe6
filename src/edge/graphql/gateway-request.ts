import type { FastifyRequest } from 'fastify';
import type { GatewayRequest, RequestParams } from '../../kernel/exchange.ts';

/** An HTTP request as the path sees it. What no method of GraphQL's brought is refused by `params`, before it matters. */
export function gatewayRequest({ method, headers }: FastifyRequest, params: () => RequestParams): GatewayRequest {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    // HEAD is GET whose answer stays without a body. Source: RFC 9110 §9.3.2.
    method: method === 'GET' || method === 'HEAD' ? 'GET' : 'POST',
    header,
    headers: () => Object.keys(headers).map((name) => [name, header(name) ?? ''] as const),
    params,
  };
}
