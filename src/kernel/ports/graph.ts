import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Gate } from '../fields/gate.ts';
import type { Finding } from '../problems/problem.ts';

/** The graph of one plane of one generation. */
export interface Graph {
  /** What clients see and operations are validated against: without what is hidden (`@inaccessible`, excluded tags), and without machinery. */
  readonly schema: GraphQLSchema;
  /** SHA-256 of the printed schema, sorted, hex: two graphs with one hash accept the same operations. */
  readonly hash: string;
  /** Makes the schema once more: equal, with the same resolvers, and no type in common with the first. */
  readonly copy: () => GraphQLSchema;
  /** The whole of it, which clients never see. */
  readonly inner: InnerGraph;
  /** What is odd about its files, and does not keep it from running. */
  readonly warnings: readonly Finding[];
  /** Whether a field has a resolver in code. */
  readonly isCoded: (type: string, field: string) => boolean;
  /** What may close a field of an object, so that nothing is fetched for it then. */
  readonly gates: (type: string, field: string) => readonly Gate[];
}

/** A graph with its hidden parts and all its directives: what connectors read and plans are made from. */
export interface InnerGraph {
  /**
   * All files as one document. Whatever a file's `@link` imports or renames, the standard directives bear their own names
   * here: `@key`, `@requires`, `@source`, `@connect`, … Every node knows by `loc.source.name` which file it stands in.
   */
  readonly document: DocumentNode;
  /** Its types, without resolvers. A type's `astNode` and `extensionASTNodes` are nodes of the document. */
  readonly schema: GraphQLSchema;
  /** The version of the connect specification that a file links; `0.3` when it links none. @param file `loc.source.name` */
  readonly connectVersion: (file: string) => ConnectVersion;
}

export const CONNECT_VERSIONS = ['0.1', '0.2', '0.3', '0.4'] as const;
export type ConnectVersion = (typeof CONNECT_VERSIONS)[number];

/** Looks at a graph that is valid GraphQL for what else may be wrong with it. */
export type SchemaCheck = (inner: InnerGraph) => readonly Finding[];
