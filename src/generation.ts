import { createHash } from 'node:crypto';
import type { ErrorRenderer, RenderedErrors } from './errors/render.ts';
import type { Config } from './config.ts';
import { createExecution, type Execution } from './execution/apollo-execution.ts';
import { flagsOfGraph } from './governance/flags/named-flags.ts';
import { buildGraph } from './graph/build-graph.ts';
import type { Reloads } from './graph/gateway-fields.ts';
import { healthOf } from './kernel/health.ts';
import { late } from './kernel/basics/late.ts';
import { type Position, pluginsOf } from './kernel/path.ts';
import type { AnyPlugin, HealthCheck } from './kernel/plugin.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { FlagStore } from './kernel/ports/flags.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { KeyValue } from './kernel/ports/key-value.ts';
import type { Contract, Registry } from './kernel/ports/registry.ts';
import type { Planner } from './kernel/ports/planner.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { describeProblem, type Finding, ProblemsError } from './kernel/problems/problem.ts';
import { type Rendered, Runner } from './kernel/runner.ts';
import type { Mode } from './operations/config.ts';
import { createRegistry } from './operations/registry.ts';
import { requestPath } from './request-path.ts';
import { createSourceClients } from './sources/client.ts';
import { type Connectors, connectorsOf } from './sources/connectors/connectors-of.ts';
import { createFetcher } from './sources/fetch/fetcher.ts';
import { openSources, wantedSources } from './sources/open-sources.ts';
import { createPlanner } from './sources/plan/planner.ts';
import type { Source } from './sources/source.ts';
import type { Logger } from './telemetry/logging/logger.ts';
import type { Metrics } from './telemetry/metrics/metrics.ts';
import type { SpanRecorder } from './telemetry/tracing/tracing.ts';

/** What outlives a generation and is lent to each. */
export interface Residents {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the generation that serves: what stays the same is kept by the next. */
  readonly inUse: { sources: ReadonlyMap<string, Source> };
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
  readonly reloads: Reloads;
}

/** What the connectors of a graph come to. */
interface Fetching {
  /** What is odd about the schema, and does not keep it from running. */
  readonly warnings: readonly Finding[];
  readonly planner: Planner;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Plugins and graphs of a generation: all that the build of contracts needs. */
export interface Assembly extends Fetching {
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
  readonly plugins: readonly AnyPlugin[];
  readonly sources: ReadonlyMap<string, Source>;
  /** The flags that its graph names, each with where. */
  readonly namedFlags: ReadonlyMap<string, readonly string[]>;
  readonly checks: () => readonly HealthCheck[];
  /** @param running plugins of the generation before, which a config that stayed brings again: they have been started */
  readonly start: (running: ReadonlySet<AnyPlugin>) => Promise<void>;
  /**
   * Closes what no other generation has taken over: where there is one, once the last request has ended. Never rejects: one
   * part that fails to close keeps no other from it.
   */
  readonly close: (kept?: {
    readonly plugins: readonly AnyPlugin[];
    readonly sources: ReadonlyMap<string, Source>;
  }) => Promise<void>;
}

/** Makes the plugins, and from what they bring the graphs. */
export function assemble({ config, root, dev, residents, reloads }: GenerationInput): Assembly {
  const [graph, registry, generation, plugins, fetching] = [
    late<Graph>('The graph'),
    late<Registry>('The registry'),
    late<string>('The generation'),
    late<readonly AnyPlugin[]>('The plugins'),
    late<Fetching>('What fetches'),
  ];
  const mode = config.operations.mode ?? (dev ? 'open' : 'safelist');
  const checks = (): readonly HealthCheck[] => healthOf(plugins.get(), residents.clock.now);
  const { version, startedAt, renderer, clock } = residents;
  const errors = renderer.entries;
  const facts = { version, startedAt, generation: generation.get, checks, errors, clock, reloads };
  const positions = requestPath({
    ...residents,
    config,
    dev,
    mode,
    facts,
    graph: graph.get,
    registry: registry.get,
    planner: () => fetching.get().planner,
    sources: () => fetching.get().sources,
  });
  plugins.set(pluginsOf(positions));
  const { schema, resolvers } = config;
  const common = { root, plugins: plugins.get(), sources: Object.keys(config.sources) };
  graph.set(buildGraph({ ...common, schema, resolvers, plane: 'public' }));
  fetching.set(fetchingOf(graph.get(), config, residents));
  tellOf(fetching.get().warnings, residents.signals);
  return {
    positions,
    plugins: plugins.get(),
    graph: graph.get(),
    adminGraph: buildGraph({ ...common, schema: [], resolvers: {}, plane: 'admin' }),
    ...fetching.get(),
    mode,
    checks,
    bind(made, id) {
      registry.set(made);
      generation.set(id);
    },
  };
}

function fetchingOf(graph: Graph, config: Config, residents: Residents): Fetching {
  const { connectors, sources, findings } = readConnectors(graph, config, residents);
  const wanted = wantedSources(config.sources, sources);
  return {
    warnings: [...graph.warnings, ...findings],
    planner: createPlanner(graph, connectors),
    sources: openSources(wanted, residents, residents.inUse.sources),
  };
}

function readConnectors(graph: Graph, { sources }: Config, { env }: Residents): Connectors {
  const read = connectorsOf({ graph: graph.inner, resolves: graph.isCoded, sources, env: definedIn(env) });
  const errors = read.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ProblemsError('The connectors of the schema do not build.', errors);
  return read;
}

const definedIn = (env: Residents['env']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Builds a generation from the contracts that are found for what it is made of. */
export function buildGeneration(
  input: GenerationInput & {
    readonly contracts: (assembly: Assembly) => readonly Contract[];
    readonly number: number;
  },
): Generation {
  const { config, residents } = input;
  const assembly = assemble(input);
  const { positions, plugins, graph, adminGraph, planner, sources, checks, bind } = assembly;
  const { renderer } = residents;
  const registry = createRegistry(input.contracts(assembly), graph);
  const id = `${input.number}-${fingerprint(graph, registry)}`;
  bind(registry, id);
  const clients = createSourceClients(sources, residents.clock);
  const execution = createExecution({
    graph,
    registry,
    clients,
    planner,
    fetcher: createFetcher({ sources, clock: residents.clock }),
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
  const parts = { execution, runner, plugins, residents, sources };
  return {
    id,
    runner,
    adminGraph,
    registry,
    plugins,
    sources,
    namedFlags: flagsOfGraph(graph.schema),
    checks,
    start: (running) => startParts(parts, running),
    close: (kept) => closeParts(parts, kept),
  };
}

function tellOf(warnings: readonly Finding[], signals: Signals): void {
  for (const { severity, ...problem } of warnings) {
    const level = severity === 'note' ? 'info' : 'warn';
    signals.emit({ level, name: `schema.${severity}`, message: describeProblem(problem) });
  }
}

interface LivingParts {
  readonly execution: Execution;
  readonly runner: Runner;
  readonly plugins: readonly AnyPlugin[];
  readonly residents: Residents;
  readonly sources: ReadonlyMap<string, Source>;
}

async function startParts({ execution, plugins, residents }: LivingParts, running: ReadonlySet<AnyPlugin>) {
  for (const plugin of plugins) if (!running.has(plugin)) await plugin.start?.({ log: residents.logger.log });
  await execution.start();
}

async function closeParts(
  { execution, runner, plugins, residents, sources }: LivingParts,
  kept: Parameters<Generation['close']>[0],
) {
  if (kept) await runner.idle();
  const left = plugins.filter((plugin) => !kept?.plugins.includes(plugin));
  await closeAll([execution, ...left, ...leftSources(sources, kept?.sources)], residents.signals);
}

/** The sources that the other generation does not have, or has made anew. */
function leftSources(sources: Generation['sources'], kept: Generation['sources'] = new Map()): readonly Source[] {
  return [...sources].flatMap(([name, source]) => (kept.get(name) === source ? [] : [source]));
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
