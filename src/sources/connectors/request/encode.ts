import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Json } from '../../mapping/mapping.ts';

/** Told of a value that cannot stand where it should. Never returns. */
export type Refuse = (why: string) => never;

/** `name` is what the value is called, as the client knows it; `isClients` says whether the client can send another. */
export function refusal(name: string, isClients: boolean, source: string): Refuse {
  return (why) => {
    if (isClients) {
      throw new GatewayError(`The value for "${name}" ${why}. Send another.`, { code: 'BAD_USER_INPUT' });
    }
    const message = `The value for "${name}" ${why}, so the source "${source}" was not called.`;
    throw new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable: false });
  };
}

/** The text of a value in an address or a header; null and missing are empty. */
export function plainText(value: Json | undefined, refuse: Refuse): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return refuse('is a list or an object where one value is needed');
  return String(value);
}

const UNRESERVED = /^[A-Za-z0-9._~-]*$/;

/** Percent-encodes all but unreserved characters. Source: RFC 3986 §2.3. Half a surrogate pair has no encoding at all. */
export function encodeValue(value: string, refuse: Refuse): string {
  if (UNRESERVED.test(value)) return value;
  if (!value.isWellFormed()) return refuse('has half a character');
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What an author wrote stays as it is where an address may hold it; `%` too, so that nothing is encoded twice. */
export function encodeLiteral(text: string): string {
  return text.toWellFormed().replaceAll(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g, encodeURIComponent);
}

/**
 * A value in a path stays one segment. `encodeURIComponent('..')` is `..`, which servers resolve to the parent folder; some
 * decode `%2f` and `%2e` before they do, so dots between slashes are refused in every spelling, and so are control signs.
 */
export function encodeSegment(value: string, refuse: Refuse): string {
  if (PLAIN_SEGMENT.test(value)) return value;
  guardSegment(value, refuse);
  return encodeValue(value, refuse);
}

/** Refuses what would be another path. */
export function guardSegment(value: string, refuse: Refuse): void {
  if (CONTROLS.test(value) || DOTS.test(value) || !value.isWellFormed()) refuse('cannot stand in an address');
}

/** Begins with a letter or digit and has no dot: nearly all ids. */
const PLAIN_SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_~-]*$/;
// oxlint-disable-next-line no-control-regex -- those are what is looked for
const CONTROLS = /[\x00-\x1f\x7f-\x9f]|%(?:25)*(?:0[0-9a-f]|1[0-9a-f]|7f)/i;
const DOTS = /(?:^|[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){1,2}(?:;|%(?:25)*3b|[/\\]|%(?:25)*(?:2f|5c)|$)/i;

/** The part of a header's value. */
export function headerText(value: string, refuse: Refuse): string {
  return HEADER.test(value) ? value : refuse('has a character that a header cannot bear');
}

const HEADER = /^[\t\x20-\x7e\x80-\xff]*$/;
