import { GraphQLError } from 'graphql';
import { GatewayError } from './gateway-error.ts';

/** The source whose failure an error tells of: one that was out, as against one that refused what was asked. */
export function failedSource(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const own = error instanceof GatewayError ? error : error.originalError;
  const cause = own instanceof GatewayError ? (own.standsFor ?? own.code) : error.extensions['code'];
  const { source } = error.extensions;
  return typeof cause === 'string' && cause.startsWith('UPSTREAM_') && typeof source === 'string' ? source : undefined;
}
