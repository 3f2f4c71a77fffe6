import type { CatalogueEntry } from '../errors/catalogue.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { worst } from '../kernel/health.ts';
import type { GraphPart, HealthCheck, Plugin } from '../kernel/plugin.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { PlaneContext } from '../kernel/fields/resolver.ts';
import { requireScope } from '../kernel/fields/scope.ts';

/** Reloading, as the graph offers it. */
export interface Reloads {
  /** Builds the next generation and gives its name. @throws ProblemsError when it does not build */
  readonly reload: () => Promise<string>;
  /** Why the last reload failed; `undefined` when it did not. */
  readonly problem: () => string | undefined;
}

export interface GatewayFacts {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly generation: () => string;
  readonly checks: () => readonly HealthCheck[];
  readonly errors: () => readonly CatalogueEntry[];
  readonly clock: Clock;
  readonly reloads: Reloads;
}

/** `Query.gateway`: what the gateway says of itself, on both planes. */
export function gatewayFields({
  version,
  startedAt,
  generation,
  checks,
  errors,
  clock,
  reloads,
}: GatewayFacts): Plugin {
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
  const admin: GraphPart = {
    sdl: ADMIN_SDL,
    resolvers: { ...part.resolvers, Mutation: { reload: () => reload(reloads) } },
  };
  return {
    name: 'gateway',
    graph: { public: part, admin },
    health() {
      const problem = reloads.problem();
      const detail = problem === undefined ? `${generation()} serves` : `${generation()} serves on: ${problem}`;
      const status = problem === undefined ? 'pass' : 'warn';
      return [
        { name: 'generation', kind: 'generation', status, observedAt: new Date(clock.now()).toISOString(), detail },
      ];
    },
  };
}

const ADMIN_SDL = `
type Mutation {
  "Reads config, schema and operations again and lets them serve, all at once or, where something is broken, not at all."
  reload: GatewayReload!
}

type GatewayReload {
  "The generation that serves from now on."
  generation: String!
}
`;

async function reload(reloads: Reloads): Promise<{ readonly generation: string }> {
  try {
    return { generation: await reloads.reload() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayError(`The generation that was there serves on. ${why}`, { code: 'CONFLICT' });
  }
}
