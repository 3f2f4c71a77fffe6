import type { GatewayErrorCode } from './catalogue.ts';

/** Names that leave in place of the gateway's own. */
export interface Renaming {
  readonly codes: Readonly<Record<string, string>>;
  /** The one name for whatever a source answers that is a failure, unless the source's `errors` mapping says another. */
  readonly answered?: string;
}

interface Preset extends Renaming {
  readonly codes: Readonly<Partial<Record<GatewayErrorCode, string>>>;
}

/** The names that other gateways give to the same failures, for clients that were written for them. */
export const renamePresets = {
  /** Apollo's router, for calls of connectors. */
  connectors: {
    answered: 'CONNECTOR_FETCH',
    codes: {
      UPSTREAM_ERROR: 'CONNECTOR_FETCH',
      UPSTREAM_REDIRECT: 'CONNECTOR_FETCH',
      UPSTREAM_BAD_RESPONSE: 'CONNECTOR_RESPONSE_INVALID',
      UPSTREAM_UNAVAILABLE: 'HTTP_CLIENT_ERROR',
      UPSTREAM_BREAKER_OPEN: 'HTTP_CLIENT_ERROR',
      UPSTREAM_TLS: 'HTTP_CLIENT_ERROR',
      UPSTREAM_UNKNOWN_OUTCOME: 'HTTP_CLIENT_ERROR',
      UPSTREAM_TIMEOUT: 'GATEWAY_TIMEOUT',
      DEADLINE_EXCEEDED: 'GATEWAY_TIMEOUT',
      UPSTREAM_OVERLOADED: 'REQUEST_RATE_LIMITED',
    },
  },
  /** Apollo Server 5, which knows `BAD_REQUEST` for all that HTTP refuses and `INTERNAL_SERVER_ERROR` for what bears no code. */
  apollo: {
    codes: {
      METHOD_NOT_ALLOWED: 'BAD_REQUEST',
      NOT_ACCEPTABLE: 'BAD_REQUEST',
      UNSUPPORTED_MEDIA_TYPE: 'BAD_REQUEST',
      CSRF_REJECTED: 'BAD_REQUEST',
      BATCHING_DISABLED: 'BAD_REQUEST',
      LIMIT_BATCH: 'BAD_REQUEST',
      LIMIT_JSON_DEPTH: 'BAD_REQUEST',
      LIMIT_TOKENS: 'GRAPHQL_PARSE_FAILED',
      INTROSPECTION_DISABLED: 'GRAPHQL_VALIDATION_FAILED',
      PERSISTED_QUERY_HASH_MISMATCH: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_ERROR: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_BAD_RESPONSE: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_TLS: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_REDIRECT: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_UNAVAILABLE: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_BREAKER_OPEN: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_OVERLOADED: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_TIMEOUT: 'INTERNAL_SERVER_ERROR',
      UPSTREAM_UNKNOWN_OUTCOME: 'INTERNAL_SERVER_ERROR',
      DEADLINE_EXCEEDED: 'INTERNAL_SERVER_ERROR',
    },
  },
} as const satisfies Record<string, Preset>;
