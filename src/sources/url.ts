import { GatewayError } from '../errors/gateway-error.ts';
import type { CallOptions, QueryValue } from '../kernel/ports/source-clients.ts';

/** The path and query of a call: the template filled in and appended to the source's base path. */
export function callPath(basePath: string, template: string, { params = {}, query }: CallOptions): string {
  const path = template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`The path ${template} needs a value for {${name}} in \`params\`.`);
    return pathSegment(name, String(value));
  });
  const search = query ? queryString(query) : '';
  return search ? `${basePath}${path}?${search}` : `${basePath}${path}`;
}

/**
 * `encodeURIComponent('..')` is `..`, which URL parsers on the way resolve to the parent folder; so dots and empty
 * segments are refused instead of encoded. Half a surrogate pair has no encoding at all.
 */
function pathSegment(name: string, value: string): string {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed()) {
    throw new GatewayError(`The value for "${name}" cannot stand in an address. Send another.`, {
      code: 'BAD_USER_INPUT',
    });
  }
  return encodeURIComponent(value);
}

function queryString(query: NonNullable<CallOptions['query']>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly QueryValue[]) : [value as QueryValue]) {
      if (one !== null && one !== undefined) search.append(name, String(one));
    }
  }
  return search.toString();
}
