import { z } from 'zod';
import { PRINCIPAL_HEADER } from '../../../kernel/ports/principals.ts';
import type { Contract } from '../../../kernel/ports/registry.ts';
import type { JsonSchema } from './json-schema.ts';

const SCHEME = 'principal';
const alternatives = z.array(z.array(z.string()));

/** Who may ask an endpoint for all that it answers: any one of the lists of scopes is enough. Source: OpenAPI 3.1 §4.8.30. */
export function securityOf({ authenticated, scopes, policies }: Contract): JsonSchema {
  const lists = alternatives.safeParse(scopes).data ?? [];
  if (lists.length > 0) return { security: lists.map((list) => ({ [SCHEME]: list })) };
  return authenticated === true || policies !== undefined ? { security: [{ [SCHEME]: [] }] } : {};
}

/** How callers say who they are. */
export const SECURITY_SCHEMES = {
  [SCHEME]: {
    type: 'apiKey',
    in: 'header',
    name: PRINCIPAL_HEADER,
    description:
      'Who asks, in development: `{ "id": "ann", "scopes": ["trips:read"] }`. Whoever lacks what an endpoint asks for is answered without the fields that are closed to them, and told so in `errors`.',
  },
};
