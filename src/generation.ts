import { createHash } from 'node:crypto';
import type { ErrorRenderer, RenderedErrors } from './errors/render.ts';
import type { Config } from './config.ts';
import { createExecution } from './execution/apollo-execution.ts';
import { buildGraph } from './graph/build-graph.ts';
import { healthOf } from './kernel/health.ts';
import { late } from './kernel/late.ts';
import { type Position, pluginsOf } from './kernel/path.ts';
import type { AnyPlugin, HealthCheck } from './kernel/plugin.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { FlagStore } from './kernel/ports/flags.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { KeyValue } from './kernel/ports/key-value.ts';
import type { Contract, Registry } from './kernel/ports/registry.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { type Rendered, Runner } from './kernel/runner.ts';
import type { Mode } from './operations/config.ts';
import { createRegistry } from './operations/registry.ts';
import { requestPath } from './request-path.ts';
import { createSourceClients } from './sources/client.ts';
import type { Source } from './sources/source.ts';
import type { Logger } from './telemetry/logging/logger.ts';
import type { Metrics } from './telemetry/metrics/metrics.ts';
import type { SpanRecorder } from './telemetry/tracing/tracing.ts';

/** What outlives a generation and is lent to each. */
export interface Residents {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly sources: ReadonlyMap<string, Source>;
  readonly apq: KeyValue;
  readonly flags: FlagStore;
  readonly renderer: ErrorRenderer;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly logger: Logger;
  /** Where `OTEL_*` asks for traces. */
  readonly recorder: SpanRecorder | null;
  readonly metrics: Metrics;
}

export interface GenerationInput {
  readonly config: Config;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
  readonly dev: boolean;
  readonly residents: Residents;
}

/** Plugins and graphs of a generation: all that the build of contracts needs. */
export interface Assembly {
  readonly positions: readonly Position[];
  readonly plugins: readonly AnyPlugin[];
  readonly graph: Graph;
  readonly adminGraph: Graph;
  readonly mode: Mode;
  readonly bind: (registry: Registry, generation: string) => void;
  readonly checks: () => readonly HealthCheck[];
}

/** Everything derived from schema, contracts and config: immutable, built aside, made current by one assignment. */
export interface Generation {
  readonly id: string;
  readonly runner: Runner;
  readonly adminGraph: Graph;
  readonly registry: Registry;
  readonly checks: () => readonly HealthCheck[];
  readonly start: () => Promise<void>;
  /** Never rejects: one plugin that fails to close keeps no other from it. */
  readonly close: () => Promise<void>;
}

/** Makes the plugins, and from what they bring the graphs. */
export function assemble({ config, root, dev, residents }: GenerationInput): Assembly {
  const [graph, registry, generation, plugins] = [
    late<Graph>('The graph'),
    late<Registry>('The registry'),
    late<string>('The generation'),
    late<readonly AnyPlugin[]>('The plugins'),
  ];
  const mode = config.operations.mode ?? (dev ? 'open' : 'safelist');
  const checks = (): readonly HealthCheck[] => healthOf(plugins.get(), residents.clock.now);
  const { version, startedAt, renderer } = residents;
  const facts = {
    version,
    startedAt,
    generation: generation.get,
    checks,
    errors: renderer.entries,
  };
  const positions = requestPath({ ...residents, config, dev, mode, facts, graph: graph.get, registry: registry.get });
  plugins.set(pluginsOf(positions));
  const common = { root, plugins: plugins.get(), sources: [...residents.sources.keys()] };
  graph.set(buildGraph({ ...common, schema: config.schema, resolvers: config.resolvers, plane: 'public' }));
  return {
    positions,
    plugins: plugins.get(),
    graph: graph.get(),
    adminGraph: buildGraph({ ...common, schema: [], resolvers: {}, plane: 'admin' }),
    mode,
    checks,
    bind(made, id) {
      registry.set(made);
      generation.set(id);
    },
  };
}

/** Builds a generation from the contracts that the last build wrote. */
export function buildGeneration(
  input: GenerationInput & { readonly contracts: readonly Contract[]; readonly number: number },
): Generation {
  const { config, residents, contracts } = input;
  const { positions, plugins, graph, adminGraph, checks, bind } = assemble(input);
  const { renderer } = residents;
  const registry = createRegistry(contracts, graph);
  const id = `${input.number}-${fingerprint(graph, registry)}`;
  bind(registry, id);
  const clients = createSourceClients(residents.sources, residents.clock);
  const execution = createExecution({
    graph,
    registry,
    clients,
    renderer,
    signals: residents.signals,
    plugins: config.apollo.plugins,
    tracedExecute: residents.recorder?.execute,
  });
  const runner = new Runner({
    positions,
    generation: id,
    execute: execution.execute,
    refuse: (thrown, { requestId }) => refusal(renderer.render(thrown, requestId)),
    timeout: config.http.timeouts.answer,
    clock: residents.clock,
    log: residents.logger.log,
    signals: residents.signals,
  });
  return {
    id,
    runner,
    adminGraph,
    registry,
    checks,
    async start() {
      for (const plugin of plugins) await plugin.start?.({ log: residents.logger.log });
      await execution.start();
    },
    close: () => closeAll([execution, ...plugins], residents.signals),
  };
}

function refusal({ errors, status, headers, thrown }: RenderedErrors): Rendered {
  // An answer with a success status must have `data`. Source: GraphQL over HTTP §1.5.
  return { result: status < 300 ? { data: null, errors } : { errors }, status, headers, errors: thrown };
}

async function closeAll(parts: readonly Pick<AnyPlugin, 'close'>[], signals: Signals): Promise<void> {
  for (const end of await Promise.allSettled(parts.map(async (part) => part.close?.()))) {
    if (end.status === 'fulfilled') continue;
    const message = `A plugin failed to close: ${String(end.reason)}`;
    signals.emit({ level: 'error', name: 'close.failed', message });
  }
}

/** Equal for replicas that serve the same schema and operations. */
function fingerprint(graph: Graph, registry: Registry): string {
  const hash = createHash('sha256').update(graph.hash);
  for (const { contract } of registry.all()) hash.update(JSON.stringify(contract));
  return hash.digest('hex').slice(0, 8);
}
