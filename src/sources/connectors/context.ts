import type { Governed } from '../../kernel/exchange.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import type { JsonObject } from '../mapping/mapping.ts';

/** What `$context` holds of a request, as connectors write it. What a request does not have is missing. */
const PATHS = ['requestId', 'client.name', 'client.version', 'principal.id', 'operation.id', 'operation.name'];

export function contextOf({ requestId, client, principal, operation }: Governed): JsonObject {
  return {
    requestId,
    client: present({ ...client }),
    principal: present({ id: principal.id }),
    operation: present({ id: operation.id, name: operation.name }),
  };
}

const present = (values: Readonly<Record<string, string | null>>): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** What is to be said of a path of `$context` that no request has. */
export function unknownContext(path: readonly string[]): string | undefined {
  const asked = path.join('.');
  if (asked === '' || PATHS.some((known) => known === asked || known.startsWith(`${asked}.`))) return undefined;
  return `No request has \`$context.${asked}\`, so it is always missing.${didYouMean(asked, PATHS)} It has ${PATHS.join(', ')}.`;
}
