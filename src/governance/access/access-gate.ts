import { getNamedType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isAbstractType } from 'graphql';
import { graphRules } from '../../kernel/access/graph-rules.ts';
import type { GraphPart } from '../../kernel/plugin.ts';
import { closedField } from './refusals.ts';

/** The gate of a field that some document may find closed. */
export const accessGate: NonNullable<GraphPart['gate']> = (field, type, schema) => {
  if (!mayClose(schema, type, field)) return undefined;
  const coordinate = `${type.name}.${field.name}`;
  return ({ closedFields, principal }) =>
    closedFields.has(coordinate) ? closedField(coordinate, principal) : undefined;
};

/** By its own rules, by those of the same field of other objects of its interfaces, or by those of what it may answer. */
function mayClose(schema: GraphQLSchema, type: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>): boolean {
  const rules = graphRules(schema);
  const objects = [type, ...type.getInterfaces().flatMap((one) => schema.getPossibleTypes(one))];
  return objects.some((object) => {
    const field = object.getFields()[name];
    if (!field) return false;
    const answered = getNamedType(field.type);
    const values = isAbstractType(answered) ? schema.getPossibleTypes(answered) : [];
    return rules.ofField(object, field).size > 0 || values.some((value) => rules.ofType(value).size > 0);
  });
}
