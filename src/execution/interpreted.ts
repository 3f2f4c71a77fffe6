import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../kernel/resolver.ts';

/** The interpreted lane: graphql-js runs the document as it stands. */
export function interpreted(
  schema: GraphQLSchema,
): (context: GatewayContext) => ExecutionResult | Promise<ExecutionResult> {
  return (contextValue) => {
    const { operation, rawVariables } = contextValue.exchange;
    // Raw variables, since graphql-js coerces by itself and coercing twice breaks custom scalars.
    return execute({
      schema,
      document: operation.document,
      operationName: operation.name,
      variableValues: rawVariables,
      contextValue,
    });
  };
}
