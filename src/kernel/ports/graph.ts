import type { GraphQLSchema } from 'graphql';

/** The graph of one plane of one generation. */
export interface Graph {
  readonly schema: GraphQLSchema;
  /** SHA-256 of the printed schema, hex: two graphs with one hash accept the same operations. */
  readonly hash: string;
  /** Makes the schema once more: equal, with the same resolvers, and no type in common with the first. */
  readonly copy: () => GraphQLSchema;
}
