import { splitUrl } from '../request/split-url.ts';
import type { ConnectCheck } from './finding.ts';

const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** Relative with a source, absolute without; the host never depends on a value. */
export function checkUrl({ connect: { url, source }, findings }: ConnectCheck): void {
  const { text, parts } = url;
  const [first, second] = parts;
  const at = text.at(0);
  const { origin, segments } = splitUrl(url);
  const scheme = typeof first === 'string' ? /^[a-z][a-z0-9+.-]*:\/\//i.exec(first)?.[0] : undefined;
  if (scheme !== undefined && origin === undefined) {
    return findings.error('INVALID_URL_SCHEME', at, `"${scheme}" cannot be called. Write http:// or https://.`);
  }
  if (origin !== undefined && source) {
    const message = `With the source "${source.value}" the address must be a path, such as "/users": take "${origin}" away, or the source.`;
    return findings.error('ABSOLUTE_CONNECT_URL_WITH_SOURCE', at, message);
  }
  if (origin === undefined && !source) {
    const message = 'A path needs a `source` that it belongs to; without one write the whole address, https:// first.';
    return findings.error('RELATIVE_CONNECT_URL_WITHOUT_SOURCE', at, message);
  }
  if (origin !== undefined && first === origin && second !== undefined) {
    const message =
      'No value may choose the host. Put a `/` before the expression, or make a @source whose `baseURL` reads `$config`.';
    return findings.error('INVALID_URL', at, message);
  }
  const dots = segments.find(([only, more]) => typeof only === 'string' && !more && DOT_SEGMENT.test(only));
  if (dots)
    findings.error('INVALID_URL', at, `"${dots.join('')}" leads to another folder. Write the path where it leads.`);
}
