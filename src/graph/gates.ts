import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { Gate } from '../kernel/fields/gate.ts';
import type { GraphPart } from '../kernel/plugin.ts';
import { readField } from '../kernel/documents/read-field.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';

/** The gates of each field that has any, by coordinate. */
export type Gates = ReadonlyMap<string, readonly Gate[]>;

export function gatesOf(schema: GraphQLSchema, parts: readonly GraphPart[]): Gates {
  const found = new Map<string, readonly Gate[]>();
  const makers = parts.flatMap(({ gate }) => gate ?? []);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const gates = makers.flatMap((gateOf) => gateOf(field, type, schema) ?? []);
      if (gates.length > 0) found.set(`${type.name}.${field.name}`, gates);
    }
  }
  return found;
}

/** Puts the gates before the resolvers of a schema that nobody uses yet. */
export function placeGates(schema: GraphQLSchema, all: Gates): void {
  for (const [coordinate, gates] of all) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (field) field.resolve = gated(field.resolve, gates);
  }
}

/** A field without a resolver of its own is read as the request's fetcher says. */
function gated(
  resolve: GraphQLFieldResolver<unknown, unknown> | undefined,
  gates: readonly Gate[],
): GraphQLFieldResolver<unknown, GatewayContext> {
  return (parent, args, context, info) => {
    for (const gate of gates) {
      const closed = gate(context.exchange);
      if (closed !== undefined) return closed; // an error that is returned counts as thrown
    }
    return (resolve ?? readField)(parent, args, context, info);
  };
}
