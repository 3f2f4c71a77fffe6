import type { GraphQLSchema } from 'graphql';
import type { ConnectDefinition, SourceDefinition } from '../read/definition.ts';
import type { Findings } from './finding.ts';

export interface ConnectCheck {
  readonly connect: ConnectDefinition;
  readonly source: SourceDefinition | undefined;
  readonly schema: GraphQLSchema;
  readonly findings: Findings;
}

/** What one connector has against it; gives whether it resolves an entity. */
export function checkConnect({ connect }: ConnectCheck): boolean {
  return connect.entity?.value === true;
}
