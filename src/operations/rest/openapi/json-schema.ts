import type { Json } from '../../../kernel/basics/json.ts';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: Json };

/** The same, or null. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (typeof type === 'string' && !('enum' in schema) && !('const' in schema))
    return { ...schema, type: [type, 'null'] };
  return Object.keys(schema).every((keyword) => keyword === 'description')
    ? schema // anything already
    : { anyOf: [schema, { type: 'null' }] };
}

/** What a schema says in words. */
export const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema =>
  description ? { ...schema, description } : schema;
