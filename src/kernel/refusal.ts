import type { RenderedErrors } from '../errors/render.ts';
import type { Rendered } from './runner.ts';

/** Errors as the whole answer. */
export function refusal({ errors, status, headers, thrown }: RenderedErrors): Rendered {
  // An answer with a success status must have `data`. Source: GraphQL over HTTP §1.5.
  const result = status < 300 ? { data: null, errors } : { errors };
  return { result, status, errorStatus: status, headers, errors: thrown };
}
