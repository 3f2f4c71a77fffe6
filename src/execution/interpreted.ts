import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { TracedExecute } from '../kernel/ports/traced-execute.ts';
import type { GatewayContext } from '../kernel/resolver.ts';

/** Runs the operation of a request that has been let through. */
export type Lane = (context: GatewayContext) => ExecutionResult | Promise<ExecutionResult>;

/** The interpreted lane: graphql-js runs the document as it stands. */
export function interpreted(schema: GraphQLSchema, run: TracedExecute = execute): Lane {
  return (contextValue) => {
    const { operation, rawVariables } = contextValue.exchange;
    // Raw variables, since graphql-js coerces by itself and coercing twice breaks custom scalars.
    return run({
      schema,
      document: operation.document,
      operationName: operation.name,
      variableValues: rawVariables,
      contextValue,
    });
  };
}
