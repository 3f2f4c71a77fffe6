import type { GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from './resolver.ts';

type FieldResolver = GraphQLFieldResolver<unknown, GatewayContext>;

/** Goes around a field's resolver: what it makes of the one that is given is called in its place. */
export type Around = (resolve: FieldResolver) => FieldResolver;
