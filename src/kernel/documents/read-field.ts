import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from '../resolver.ts';

/** The value of a field that has no resolver: where the fetcher put it, or a member of its parent. */
export const readField: GraphQLFieldResolver<unknown, GatewayContext> = (parent, args, context, info) => {
  const { fetched } = context;
  return fetched?.read ? fetched.read(parent, args, context, info) : defaultFieldResolver(parent, args, context, info);
};
