import type { GatewayErrorCode } from './catalogue.ts';

type Renames = Partial<Record<GatewayErrorCode, string>>;

/** The names that other gateways give to the same failures, for clients that were written for them. */
export const renamePresets = {
  connectors: {
    UPSTREAM_ERROR: 'CONNECTOR_FETCH',
    UPSTREAM_REDIRECT: 'CONNECTOR_FETCH',
    UPSTREAM_BAD_RESPONSE: 'CONNECTOR_RESPONSE_INVALID',
    UPSTREAM_TIMEOUT: 'GATEWAY_TIMEOUT',
    UPSTREAM_UNAVAILABLE: 'HTTP_CLIENT_ERROR',
    UPSTREAM_BREAKER_OPEN: 'HTTP_CLIENT_ERROR',
    UPSTREAM_TLS: 'HTTP_CLIENT_ERROR',
    UPSTREAM_UNKNOWN_OUTCOME: 'HTTP_CLIENT_ERROR',
    UPSTREAM_OVERLOADED: 'REQUEST_RATE_LIMITED',
  },
} as const satisfies Record<string, Renames>;
