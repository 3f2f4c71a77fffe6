import type { FastifyRequest } from 'fastify';
import type { GatewayRequest, RequestParams } from '../../kernel/exchange.ts';
import type { ClientAddress } from '../addresses/client-address.ts';
import { REST_METHODS } from '../../kernel/ports/rest-faces.ts';

/** An HTTP request as the path sees it. What no method of ours brought is refused by `params`, before it matters. */
export function gatewayRequest(
  { method, headers, raw }: FastifyRequest,
  route: string,
  params: () => RequestParams,
  addressOf: ClientAddress,
): GatewayRequest {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    method: methodOf(method),
    route,
    address: () => addressOf(raw),
    header,
    headers: () => Object.keys(headers).map((name) => [name, header(name) ?? ''] as const),
    params,
  };
}

/** HEAD is GET whose answer stays without a body. Source: RFC 9110 §9.3.2. */
function methodOf(method: string): GatewayRequest['method'] {
  return method === 'HEAD' ? 'GET' : (REST_METHODS.find((known) => known === method) ?? 'POST');
}
