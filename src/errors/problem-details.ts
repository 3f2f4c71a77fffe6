import { STATUS_CODES } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { RenderedErrors } from './render.ts';

type Members = Readonly<Record<string, unknown>>;

/** What is told of an error where no GraphQL is spoken: its message as `detail`, and its extensions beside it. */
export const errorMembers = ({ message, extensions }: GraphQLFormattedError): Members => ({
  ...extensions,
  detail: message,
});

/** Rendered errors as one problem: the first speaks for all, and all are listed where a place is told. Source: RFC 9457 §3. */
export function problemDetails({ errors, status }: Pick<RenderedErrors, 'errors' | 'status'>): Members {
  const [first] = errors;
  const all = errors.map(errorMembers);
  const isListed = all.length > 1 || all.some((error) => 'pointer' in error || 'parameter' in error);
  const own = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Unknown', status, detail: first?.message };
  return {
    ...own,
    ...first?.extensions,
    ...own, // whatever a source called its extensions
    ...(isListed && { errors: all }),
  };
}
