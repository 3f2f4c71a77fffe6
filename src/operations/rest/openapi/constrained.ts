import type { Constraint } from '../../../kernel/documents/constraint-of.ts';
import type { JsonSchema } from './json-schema.ts';

/** A schema of values that `@constraint` takes; of a list it holds for each item. */
export function constrained(schema: JsonSchema, constraints: readonly Constraint[]): JsonSchema {
  if (constraints.length === 0) return schema;
  const { items } = schema;
  if (typeof items === 'object' && items !== null && !Array.isArray(items))
    return { ...schema, items: constrained(items as JsonSchema, constraints) };
  const [first, ...more] = constraints.map(keywordsOf);
  return { ...schema, ...first, ...(more.length > 0 && { allOf: more }) };
}

function keywordsOf({ min, max, minLength, maxLength, pattern, format }: Constraint): JsonSchema {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && isOfEcma(pattern) && { pattern }),
    ...(format !== undefined && { format }),
  };
}

/** Patterns of the graph are in the syntax of RE2, which is not all that JSON Schema's clients know. */
function isOfEcma(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
}
