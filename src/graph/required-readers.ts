import { type GraphQLSchema, isObjectType } from 'graphql';
import type { InnerGraph } from '../kernel/ports/graph.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';

/** A code resolver is given what its `@requires` names, also where its object came without. */
export function placeRequiredReaders(schema: GraphQLSchema, { schema: inner }: InnerGraph): void {
  for (const type of Object.values(schema.getTypeMap())) {
    const whole = inner.getType(type.name);
    if (!isObjectType(type) || !isObjectType(whole)) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      const { resolve } = field;
      const directives = whole.getFields()[name]?.astNode?.directives ?? [];
      if (!resolve || !directives.some((directive) => directive.name.value === 'requires')) continue;
      field.resolve = (parent, args, context: GatewayContext, info) => {
        const completed = context.fetched?.complete?.(parent, info) ?? parent;
        if (!(completed instanceof Promise)) return resolve(completed, args, context, info);
        return completed.then((one) => resolve(one, args, context, info));
      };
    }
  }
}
