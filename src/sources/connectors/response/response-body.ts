import { type Answer, contentTypeOf } from '../../call/answer.ts';
import { notTheJson, unknownCharset } from '../../call/failure.ts';
import { jsonOf } from '../../call/json-of.ts';
import type { Connector } from '../connector.ts';

/**
 * The body of a response by its content type: JSON, a text, or null for what is neither or empty.
 *
 * @throws GatewayError `UPSTREAM_BAD_RESPONSE` for a success that is not what the connector reads of it: broken JSON, JSON
 *   nested too deeply, a page in its place, a charset that is not known. Of a failure the status tells; a page of a proxy says
 *   nothing better.
 */
export function responseBody(
  { status, headers, text, unreadable }: Answer,
  { source, reads }: Pick<Connector, 'source' | 'reads'>,
): unknown {
  const isSuccess = status >= 200 && status <= 299;
  if (unreadable && isSuccess && reads !== 'nothing') throw unknownCharset(source, unreadable);
  if (text === '' || status === 204) return null;
  const contentType = contentTypeOf(headers);
  const type = contentType === undefined ? JSON_TYPE : (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type === 'text/plain' && !(isSuccess && reads === 'fields')) return text;
  if (type === JSON_TYPE || /(?:\/|\+)json$/.test(type)) {
    try {
      return jsonOf(text, source);
    } catch (error) {
      if (isSuccess) throw error;
      return null;
    }
  }
  if (isSuccess && reads !== 'nothing') throw notTheJson(source);
  return null;
}

const JSON_TYPE = 'application/json';
