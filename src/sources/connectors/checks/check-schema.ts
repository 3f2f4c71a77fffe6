import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ConnectorParts } from '../compile.ts';
import type { Findings } from './finding.ts';

export interface SchemaCheck {
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  readonly parts: readonly ConnectorParts[];
  readonly findings: Findings;
}

/** What connectors have against them together. */
export function checkSchema(_: SchemaCheck): void {}
