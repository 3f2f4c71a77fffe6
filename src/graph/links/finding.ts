import { type ASTNode, GraphQLError } from 'graphql';
import { type Finding, graphqlProblem } from '../../kernel/problems/problem.ts';

/** A finding at the place of a node. */
export function findingAt(severity: Finding['severity'], node: ASTNode, message: string): Finding {
  return { severity, ...graphqlProblem(new GraphQLError(message, { nodes: [node] }), 'schema') };
}
