import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { RequestParams } from '../../kernel/exchange.ts';
import { readJson, unreadable } from './read-json.ts';

/** The members of a POST: its body as JSON. */
export function bodyParams(body: unknown, deepest: number): RequestParams {
  const value = parseBody(body, deepest);
  if (Array.isArray(value))
    throw new GatewayError('An array of requests was sent. Send one request at a time.', { code: 'BATCHING_DISABLED' });
  return objectOf(value, 'The body');
}

/** @param deepest levels of JSON */
export function parseBody(body: unknown, deepest: number): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw unreadable('The body is empty. Send a GraphQL request as JSON.');
  if (!isUtf8(body)) throw unreadable('The body is not UTF-8.');
  return readJson(body.toString('utf8'), 'The body', deepest);
}

/** JSON that is no object is no GraphQL request. Source: GraphQL over HTTP §1.5. */
export function objectOf(value: unknown, what: string): RequestParams {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GatewayError(`${what} must be a JSON object.`, { code: 'BAD_REQUEST' }, { httpStatus: 422 });
  return value;
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

const PLAIN = ['query', 'operationName', 'documentId', 'doc_id', 'queryHash'] as const;
const JSON_TEXT = ['variables', 'extensions'] as const;

/** The members of a GET: its query string; an empty value counts as absent. Source: GraphQL over HTTP §1.3. */
export function queryParams(url: string, deepest: number): RequestParams {
  const text = queryOf(url);
  const search = new URLSearchParams(text);
  const params: Record<string, unknown> = {};
  const only = (name: string): string | undefined => {
    const values = search.getAll(name);
    if (values.length > 1) throw unreadable(`The parameter "${name}" was sent ${values.length} times. Send it once.`);
    const [value] = values;
    if (value?.includes(REPLACED) && !isEncodedUtf8(text)) throw unreadable(`The parameter "${name}" is not UTF-8.`);
    return value === '' ? undefined : value;
  };
  for (const name of PLAIN) params[name] = only(name);
  for (const name of JSON_TEXT) {
    const json = only(name);
    if (json !== undefined) params[name] = readJson(json, `The parameter "${name}"`, deepest);
  }
  return params;
}

/** A query string of any names. @throws GatewayError where its encoding is broken, or it is no UTF-8. */
export function searchOf(url: string): URLSearchParams {
  const text = queryOf(url);
  // `URLSearchParams` would take it as itself, where other readers refuse or drop it. Source: RFC 3986 §2.1.
  if (BROKEN_ENCODING.test(text))
    throw unreadable(
      'The query string has a `%` without two hexadecimal digits after it. Write `%25` for a percent sign.',
    );
  const search = new URLSearchParams(text);
  if (`${search}`.includes(REPLACED_ENCODED) && !isEncodedUtf8(text))
    throw unreadable('The query string is not UTF-8.');
  return search;
}

const BROKEN_ENCODING = /%(?![\da-f]{2})/i;

/** What `URLSearchParams` puts where bytes are no UTF-8. */
const REPLACED = '\uFFFD';
const REPLACED_ENCODED = encodeURIComponent(REPLACED);

/** The character may also have been sent as itself. */
function isEncodedUtf8(search: string): boolean {
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    return false;
  }
}
