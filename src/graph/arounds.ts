import { type GraphQLSchema, isObjectType } from 'graphql';
import { readField } from '../kernel/documents/read-field.ts';
import type { GraphPart } from '../kernel/plugin.ts';

/** Puts around resolvers what plugins ask for, in a schema that nobody uses yet; the first plugin's goes innermost. */
export function placeArounds(schema: GraphQLSchema, parts: readonly GraphPart[]): void {
  const makers = parts.flatMap(({ around }) => around ?? []);
  if (makers.length === 0) return;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const aroundOf of makers) {
        const around = aroundOf(field, type);
        if (around) field.resolve = around(field.resolve ?? readField);
      }
    }
  }
}
