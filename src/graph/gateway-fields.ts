import type { CatalogueEntry } from '../errors/catalogue.ts';
import { worst } from '../kernel/health.ts';
import type { GraphPart, HealthCheck, Plugin } from '../kernel/plugin.ts';
import type { PlaneContext } from '../kernel/resolver.ts';
import { requireScope } from '../kernel/scope.ts';

export interface GatewayFacts {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly generation: () => string;
  readonly checks: () => readonly HealthCheck[];
  readonly errors: () => readonly CatalogueEntry[];
}

/** `Query.gateway`: what the gateway says of itself, on both planes. */
export function gatewayFields({ version, startedAt, generation, checks, errors }: GatewayFacts): Plugin {
  const part: GraphPart = {
    resolvers: {
      Query: { gateway: () => ({ version, startedAt, generation: generation() }) },
      Gateway: {
        health: () => {
          const found = checks();
          return { status: worst(found), checks: found };
        },
        errors: () => errors(),
      },
      GatewayHealthStatus: { PASS: 'pass', WARN: 'warn', FAIL: 'fail' },
      GatewayHealthCheck: {
        detail: (check: HealthCheck, args: unknown, context: PlaneContext) =>
          requireScope('gateway:read', 'GatewayHealthCheck.detail', () => check.detail ?? null)(check, args, context),
      },
    },
  };
  return { name: 'gateway', graph: { public: part, admin: part } };
}
