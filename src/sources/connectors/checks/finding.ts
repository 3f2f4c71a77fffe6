import type { GraphQLSchema } from 'graphql';
import type { Finding } from '../../../kernel/problems/problem.ts';
import type { ConnectDefinition, SourceDefinition } from '../read/definition.ts';

/** What a schema's connectors have against them. */
export interface ConnectorFinding extends Finding {
  /** The rule's name in composition, such as `SOURCE_NAME_MISMATCH`. */
  readonly rule: string;
}

type Place = Pick<Finding, 'file' | 'line' | 'column'>;

/** Collects findings, so that one run tells all. */
export class Findings {
  readonly list: ConnectorFinding[] = [];

  error(rule: string, at: Place, message: string): undefined {
    this.list.push({ ...at, severity: 'error', rule, message });
  }

  warning(rule: string, at: Place, message: string): undefined {
    this.list.push({ ...at, severity: 'warning', rule, message });
  }
}

/** What the checks of one connector are given. */
export interface ConnectCheck {
  readonly connect: ConnectDefinition;
  readonly source: SourceDefinition | undefined;
  readonly schema: GraphQLSchema;
  readonly findings: Findings;
}
