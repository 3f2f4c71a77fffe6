import { GatewayError } from '../../errors/gateway-error.ts';
import type { Principal } from '../../kernel/exchange.ts';

/** Says how to authenticate, without an error: nothing was wrong with what was sent. Source: RFC 9110 §11.6.1, RFC 6750 §3. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="tollgate"' };

/** What a field that is closed to a principal answers. Its status is for faces that answer a lost field by one, such as REST. */
export function closedField(coordinate: string, { id }: Principal): GatewayError {
  const message = `Unauthorized field or type: ${coordinate} is not for ${id === null ? 'anonymous callers' : 'this caller'}.`;
  const extensions = { code: 'UNAUTHORIZED_FIELD_OR_TYPE', coordinate };
  return new GatewayError(message, extensions, id === null ? { httpStatus: 401, headers: CHALLENGE } : {});
}

/** What a request hears that is refused because of the fields closed to its caller. */
export function refused(closed: ReadonlySet<string>, { id }: Principal): GatewayError {
  if (id === null) return unauthenticated();
  const [first] = closed;
  const others = closed.size > 1 ? ` and ${closed.size - 1} more` : '';
  return new GatewayError(`This caller may not ask for ${first}${others}.`, { code: 'FORBIDDEN' });
}

export function unauthenticated(): GatewayError {
  const message = 'This needs an authenticated caller. Send credentials.';
  return new GatewayError(message, { code: 'UNAUTHENTICATED' }, { headers: CHALLENGE });
}
