import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { GatewayContext } from '../fields/resolver.ts';

/** `execute` of graphql-js that gives each resolver a span. It wraps the resolvers of the schema that it meets, for good. */
export type TracedExecute = (
  args: ExecutionArgs & { readonly contextValue: GatewayContext },
) => ExecutionResult | Promise<ExecutionResult>;
