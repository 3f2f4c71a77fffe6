import { type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import { recalling } from '../kernel/documents/read-field.ts';

/** Lets graphql-js take over in the middle of a request: what resolvers have done by then is not done twice. */
export function placeRecall(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue; // introspection's are of the whole process
    for (const field of Object.values(type.getFields())) if (field.resolve) field.resolve = recalling(field.resolve);
  }
}
