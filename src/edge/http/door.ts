import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { HttpConfig } from '../config.ts';
import { hostRule } from './hosts.ts';
import { pipelineRule } from './pipelined.ts';

/**
 * Judges what Node's parser lets through and two readers could read in two ways. It runs for every request, before
 * anything else reads it: comparisons only, nothing is allocated.
 * @param probes paths that are answered under any host, because orchestrators ask by address.
 */
export function doorRules(
  { hosts, limits }: Pick<HttpConfig, 'hosts' | 'limits'>,
  probes: ReadonlySet<string>,
): (request: IncomingMessage, response: ServerResponse) => GatewayError | null {
  const misdirected = hostRule(hosts);
  const overtakes = pipelineRule(limits.pipelined);
  return (request, response) => {
    const { url = '', headers, rawHeaders, httpVersionMinor } = request;
    if (overtakes(request, response)) return new GatewayError(PIPELINED, { code: 'OVERLOADED', retryAfterSeconds: 1 });
    // `rawHeaders` holds names and values in turn.
    if (rawHeaders.length > limits.fields * 2) return refused('HEADERS_TOO_LARGE', 'The request has too many headers.');
    if (url.length > limits.url) return refused('URI_TOO_LONG', TOO_LONG);
    const target = oddTarget(url);
    if (target !== null) return refused('BAD_REQUEST', target);
    const coding = headers['transfer-encoding'];
    // Node decodes `chunked` and leaves every other coding in the body.
    if (coding !== undefined && coding.toLowerCase() !== 'chunked')
      return refused('BAD_REQUEST', 'The header `Transfer-Encoding` may say `chunked` only.');
    const { host } = headers;
    if (host !== undefined) {
      const refusal = misdirected(host);
      return refusal?.code === 'MISDIRECTED_REQUEST' && probes.has(url) ? null : refusal;
    }
    // HTTP/1.0 knows no `Host`; balancers' oldest health checks speak it.
    return httpVersionMinor === 0 && !hosts ? null : refused('BAD_REQUEST', 'The header `Host` is missing.');
  };
}

const PIPELINED = 'Too many requests wait on this connection. Wait for answers before you send more.';
const TOO_LONG = 'The address is too long. Send the request by POST, or by id.';
const NEEDLESS = /%(?:2[de]|3\d|[46][1-9a-f]|[57][0-9a]|5f|7e)/i;
const OUTSIDE_ASCII = /[^\x21-\x7e]/;

/** What is wrong with a request target. Source: RFC 9112 §3.2; RFC 3986 §2.3. */
function oddTarget(url: string): string | null {
  if (url.charCodeAt(0) !== 0x2f) return 'The request line must hold a path, such as /graphql, and no whole address.';
  if (OUTSIDE_ASCII.test(url)) return 'The address has characters that must be percent-encoded, as UTF-8.';
  const escape = url.indexOf('%');
  if (escape < 0) return null;
  const mark = url.indexOf('?');
  // Path rules of whoever stands before us do not see `/%67raphql` as what the router would.
  if ((mark < 0 || escape < mark) && NEEDLESS.test(mark < 0 ? url : url.slice(0, mark)))
    return 'The path has letters, digits or `-._~` percent-encoded. Write them as they are.';
  return null;
}

const refused = (code: GatewayErrorCode, message: string): GatewayError => new GatewayError(message, { code });
