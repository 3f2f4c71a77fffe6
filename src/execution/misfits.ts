import { GraphQLError, locatedError } from 'graphql';
import { GatewayError } from '../errors/gateway-error.ts';
import { pathText } from '../kernel/documents/path-text.ts';
import type { Plan } from '../kernel/ports/planner.ts';

/**
 * Execution's own complaint, that a value is not what the schema says, told of the source that gave it. Where a code resolver
 * gave it, the fault is the gateway's and is left as it is.
 */
export function ofItsSource(error: unknown, plan: () => Plan): unknown {
  if (!(error instanceof GraphQLError) || !error.path || error instanceof GatewayError) return error;
  const { originalError, extensions, nodes, path } = error;
  if (originalError instanceof GatewayError || extensions['code'] !== undefined) return error;
  const place = plan().place(pathText(path));
  if (!place?.givenBy) return error;
  const { coordinate, givenBy: source } = place;
  const message = `The source "${source}" gave something that the schema does not take for ${coordinate}.`;
  const told = { code: 'UPSTREAM_BAD_RESPONSE', source, coordinate, retryable: false };
  return locatedError(new GatewayError(message, told, { originalError: originalError ?? error }), nodes, path);
}
