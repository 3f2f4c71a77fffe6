import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { TracedExecute } from '../kernel/ports/traced-execute.ts';
import { readField } from '../kernel/documents/read-field.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';
import type { WrittenResult } from '../kernel/written-result.ts';

/** Completes the operation of a request that has been let through and whose sources have been asked. */
export type Lane = (context: GatewayContext) => Completed | Promise<Completed>;
export type Completed = ExecutionResult | WrittenResult;

/** The interpreted lane: graphql-js runs the document as it stands. */
export function interpreted(schema: GraphQLSchema, run: TracedExecute = execute): Lane {
  return (contextValue) => {
    const { exchange, fetched, recall } = contextValue;
    const { operation, rawVariables } = exchange;
    // Raw variables, since graphql-js coerces by itself and coercing twice breaks custom scalars.
    return run({
      schema,
      document: operation.document,
      operationName: operation.name,
      variableValues: rawVariables,
      contextValue,
      ...((fetched?.read || recall) && { fieldResolver: readField }),
    });
  };
}
