import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { valueOrThrow } from '../kernel/documents/read-field.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';

/**
 * What has been fetched for the root stands under the keys of the answer, since one field may stand there several times
 * with other arguments. What comes first when completion gets there, as in mutations, stands there as a function.
 */
const readRoot: GraphQLFieldResolver<unknown, GatewayContext> = (_root, _args, { fetched }, { path }) => {
  const value = fetched?.root[`@${path.key}`];
  return typeof value === 'function' ? value() : valueOrThrow(value);
};

export function placeRootReaders(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) field.resolve ??= readRoot;
  }
}
