import {
  type DocumentNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The fields of objects that a document may reach; asked for on an interface, a field may be any of its objects'. */
export function operationFields(
  document: DocumentNode,
  schema: GraphQLSchema,
): ReadonlyMap<GraphQLField<unknown, unknown>, GraphQLObjectType> {
  const found = new Map<GraphQLField<unknown, unknown>, GraphQLObjectType>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const parent = types.getParentType();
        if (!parent) return;
        const named = getNamedType(parent);
        const objects = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
        for (const object of objects) {
          if (!isObjectType(object)) continue;
          const field = object.getFields()[name.value];
          if (field) found.set(field, object);
        }
      },
    }),
  );
  return found;
}
