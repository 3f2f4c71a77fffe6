import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { RequestParams } from '../../kernel/exchange.ts';

/** The members of a POST: its body as JSON. */
export function bodyParams(body: unknown): RequestParams {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw unreadable('The body is empty. Send a GraphQL request as JSON.');
  if (!isUtf8(body)) throw unreadable('The body is not UTF-8.');
  const value = parseJson(body.toString('utf8'), 'The body');
  if (Array.isArray(value))
    throw new GatewayError('An array of requests was sent. Send one request at a time.', { code: 'BATCHING_DISABLED' });
  if (typeof value !== 'object' || value === null)
    throw new GatewayError('The body must be a JSON object.', { code: 'BAD_REQUEST' }, { httpStatus: 422 });
  return value;
}

const PLAIN = ['query', 'operationName', 'documentId', 'doc_id', 'queryHash'] as const;
const JSON_TEXT = ['variables', 'extensions'] as const;

/** The members of a GET: its query string; an empty value counts as absent. Source: GraphQL over HTTP §1.3. */
export function queryParams(url: string): RequestParams {
  const mark = url.indexOf('?');
  const search = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const params: Record<string, unknown> = {};
  const only = (name: string): string | undefined => {
    const values = search.getAll(name);
    if (values.length > 1) throw unreadable(`The parameter "${name}" was sent ${values.length} times. Send it once.`);
    return values[0] === '' ? undefined : values[0];
  };
  for (const name of PLAIN) params[name] = only(name);
  for (const name of JSON_TEXT) {
    const text = only(name);
    if (text !== undefined) params[name] = parseJson(text, `The parameter "${name}"`);
  }
  return params;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the text after the first comma; the position alone says enough and echoes nothing.
    const position = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw unreadable(`${what} is not JSON${position ? ` (at ${position})` : ''}.`);
  }
}

const unreadable = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_REQUEST' });
