import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import { recalled } from '../fields/recall.ts';
import type { GatewayContext } from '../fields/resolver.ts';

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/** The value of a field that has no resolver: where the fetcher put it, or a member of its parent. */
const read: Resolver = (parent, args, context, info) =>
  valueOrThrow((context.fetched?.read ?? defaultFieldResolver)(parent, args, context, info));

/** A call that failed left its error in the value's place; thrown, it is seen by all that watch resolvers. */
export function valueOrThrow(value: unknown): unknown {
  if (value instanceof Error) throw value;
  return value;
}

/** A resolver that is not asked where it has answered this request before. */
export function recalling(resolve: Resolver): Resolver {
  return (parent, args, context, info) =>
    context.recall
      ? recalled(context.recall, info.path, () => resolve(parent, args, context, info))
      : resolve(parent, args, context, info);
}

export const readField: Resolver = recalling(read);
