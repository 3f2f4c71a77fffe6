import { z } from 'zod';
import type { Governed } from '../../kernel/exchange.ts';

/** What a request is judged by: nothing of it has been fetched. */
export type Judged = Omit<Governed, 'closedFields' | 'flags' | 'cost'>;

/** Says whether a principal fulfils a policy; anything but `true` is no. */
export type Policy = (principal: Governed['principal'], exchange: Judged) => boolean;

export const accessConfig = {
  access: z
    .strictObject({
      policies: z
        .record(
          z.string(),
          z.custom<Policy>((value) => typeof value === 'function', { error: 'expected a function' }),
        )
        .default({})
        .describe(
          'What each `@policy` of the schema asks for: `(principal, exchange) => boolean` by name (TypeScript config only).',
        ),
      requireAuthentication: z
        .boolean()
        .default(false)
        .describe('Whether every request needs a principal: the anonymous one hears `UNAUTHENTICATED`.'),
      rejectUnauthorized: z
        .boolean()
        .default(false)
        .describe('Whether an operation of which a field is closed to its caller is refused as a whole.'),
    })
    .prefault({})
    .describe('Who may ask for what: `@authenticated`, `@requiresScopes` and `@policy` of the schema.'),
  development: z
    .strictObject({
      principal: z
        .boolean()
        .default(false)
        .describe(
          'Whether callers say who they are by the header `x-tollgate-principal`: `{ "id": "ann", "tenant": "acme", "scopes": [] }`, of which `id` alone must be there. `tollgate serve` does not start with it.',
        ),
    })
    .prefault({})
    .describe('What is for development and tests only.'),
};

export type AccessConfig = z.output<typeof accessConfig.access>;
export type DevelopmentConfig = z.output<typeof accessConfig.development>;
