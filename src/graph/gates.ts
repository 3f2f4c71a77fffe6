import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { Gate, GraphPart } from '../kernel/plugin.ts';
import type { GatewayContext } from '../kernel/resolver.ts';

/** Puts the plugins' gates before the resolvers of a schema that nobody uses yet. */
export function placeGates(schema: GraphQLSchema, parts: readonly GraphPart[]): void {
  const gatesOf = parts.flatMap(({ gate }) => gate ?? []);
  if (gatesOf.length === 0) return;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const gates = gatesOf.flatMap((gateOf) => gateOf(field, type, schema) ?? []);
      if (gates.length > 0) field.resolve = gated(field.resolve ?? defaultFieldResolver, gates);
    }
  }
}

function gated(
  resolve: GraphQLFieldResolver<unknown, unknown>,
  gates: readonly Gate[],
): GraphQLFieldResolver<unknown, GatewayContext> {
  return (parent, args, context, info) => {
    for (const gate of gates) {
      const closed = gate(context.exchange);
      if (closed !== undefined) return closed; // an error that is returned counts as thrown
    }
    return resolve(parent, args, context, info);
  };
}
