import type { ErrorRenderer } from './errors/render.ts';
import type { Config } from './config.ts';
import { createExecution, type Execution } from './execution/apollo-execution.ts';
import { governanceChecks } from './governance/governance-checks.ts';
import { flagsOfGraph } from './governance/flags/named-flags.ts';
import { documentLimits } from './governance/limits/document-limits.ts';
import { buildGraph } from './graph/build-graph.ts';
import { refuseUnknownSources } from './graph/sources-of-resolvers.ts';
import type { Reloads } from './graph/gateway-fields.ts';
import { closeAll } from './kernel/close-all.ts';
import { healthOf } from './kernel/health.ts';
import { late } from './kernel/basics/late.ts';
import { type Position, pluginsOf } from './kernel/path.ts';
import type { AnyPlugin, HealthCheck } from './kernel/plugin.ts';
import type { BudgetStore } from './kernel/ports/stores/budget-store.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { DocumentLimits } from './kernel/ports/document-limits.ts';
import type { FlagStore } from './kernel/ports/stores/flags.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { KeyValue } from './kernel/ports/stores/key-value.ts';
import type { Registry } from './kernel/ports/registry.ts';
import type { RestFaces } from './kernel/ports/rest-faces.ts';
import type { Fetcher, Planner } from './kernel/ports/planner.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { describeProblem, type Finding, ProblemsError } from './kernel/problems/problem.ts';
import { tellFindings } from './kernel/problems/tell-findings.ts';
import { refusal } from './kernel/refusal.ts';
import { Runner } from './kernel/runner.ts';
import type { Mode } from './operations/config.ts';
import { fingerprint } from './operations/fingerprint.ts';
import { prepareMostUsed } from './operations/prepare-most-used.ts';
import { type Contracts, createRegistry } from './operations/registry.ts';
import { createRestFaces } from './operations/rest/create-rest-faces.ts';
import { type PathParts, requestPath } from './request-path.ts';
import { checkCoordinates } from './sources/check-coordinates.ts';
import type { Usage } from './operations/usage/usage.ts';
import { createSourceClients } from './sources/client.ts';
import type { TellProblem } from './sources/connectors/compile-expression.ts';
import { type Connectors, connectorsOf } from './sources/connectors/connectors-of.ts';
import type { KeptAnswers } from './sources/fallback/last-good.ts';
import { openFallbacks } from './sources/fallback/open-fallbacks.ts';
import type { UsedFallbacks } from './sources/fallback/used-fallbacks.ts';
import { createFetcher } from './sources/fetch/fetcher.ts';
import { openSources, wantedSources } from './sources/open-sources.ts';
import { createPlanner } from './sources/plan/planner.ts';
import type { Faults, Source } from './sources/source.ts';
import type { Logger } from './telemetry/logging/logger.ts';
import type { ObjectiveKeeper } from './telemetry/objectives/objective-keeper.ts';
import type { SpanRecorder } from './telemetry/tracing/tracing.ts';

/** What outlives a generation and is lent to each. */
export interface Residents extends Pick<PathParts, 'metrics' | 'overload'> {
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
  /** Of the generation that serves: what stays the same is kept by the next. */
  readonly inUse: { sources: ReadonlyMap<string, Source> };
  /** What stands in for what sources do not give. */
  readonly fallbacks: { readonly used: UsedFallbacks; readonly kept: KeptAnswers };
  /** In development alone. */
  readonly faults: Faults | null;
  readonly apq: KeyValue;
  readonly usage: Usage;
  readonly budgets: BudgetStore;
  readonly flags: FlagStore;
  readonly renderer: ErrorRenderer;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly logger: Logger;
  /** Where `OTEL_*` asks for traces. */
  readonly recorder: SpanRecorder | null;
  readonly objectives: ObjectiveKeeper;
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
  readonly fetcher: Fetcher;
}

/** Plugins and graphs of a generation: all that the build of contracts needs. */
export interface Assembly extends Fetching {
  readonly positions: readonly Position[];
  readonly plugins: readonly AnyPlugin[];
  readonly limits: DocumentLimits;
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
  readonly faces: RestFaces;
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
  const limits = documentLimits(config.limits);
  const facts = { version, startedAt, generation: generation.get, checks, errors: renderer.entries, clock, reloads };
  const positions = requestPath({
    ...residents,
    config,
    dev,
    mode,
    facts,
    limits,
    graph: graph.get,
    registry: registry.get,
    planner: () => fetching.get().planner,
    sources: () => fetching.get().sources,
  });
  plugins.set(pluginsOf(positions));
  const { schema, excludeTags, resolvers } = config;
  const common = { root, plugins: plugins.get() };
  graph.set(buildGraph({ ...common, schema, excludeTags, resolvers, plane: 'public', checks: governanceChecks }));
  fetching.set(fetchingOf(graph.get(), config, residents));
  tellFindings(fetching.get().warnings, residents.signals);
  return {
    positions,
    plugins: plugins.get(),
    limits,
    graph: graph.get(),
    adminGraph: buildGraph({ ...common, schema: [], excludeTags: [], resolvers: {}, plane: 'admin', checks: [] }),
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
  const unknown = checkCoordinates(config.sources, connectors);
  if (unknown.length > 0) throw new ProblemsError('The sources of the config do not fit the schema.', unknown);
  refuseUnknownSources(graph.schema, Object.keys(wanted));
  residents.faults?.check(Object.keys(wanted));
  const all = openSources(wanted, residents, residents.inUse.sources);
  const { clock, fallbacks } = residents;
  const lastGood = openFallbacks({ graph, connectors, sources: config.sources }, fallbacks.kept, clock);
  return {
    warnings: [...graph.warnings, ...findings],
    planner: createPlanner(graph, connectors),
    sources: all,
    fetcher: createFetcher({ sources: all, clock, used: fallbacks.used, lastGood }),
  };
}

function readConnectors(graph: Graph, { sources }: Config, { env, logger }: Residents): Connectors {
  const tell: TellProblem = (problem) => {
    const { coordinate, path } = problem;
    logger.log.debug(`${describeProblem(problem)}, at ${path}`, { coordinate });
  };
  const read = connectorsOf({ graph: graph.inner, resolves: graph.isCoded, sources, env: definedIn(env), tell });
  const errors = read.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ProblemsError('The connectors of the schema do not build.', errors);
  return read;
}

const definedIn = (env: Residents['env']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

interface BuildInput extends GenerationInput {
  readonly contracts: (assembly: Assembly) => Contracts;
  readonly number: number;
}

/** Builds a generation from the contracts that are found for what it is made of. */
export function buildGeneration(input: BuildInput): Generation {
  const { config, residents } = input;
  const assembly = assemble(input);
  const { positions, plugins, graph, adminGraph, planner, fetcher, sources, checks, bind, limits } = assembly;
  const { renderer } = residents;
  const registry = createRegistry(input.contracts(assembly), { graph, limits, signals: residents.signals });
  const version = fingerprint(graph, registry);
  const id = `${input.number}-${version}`;
  bind(registry, id);
  const execution = createExecution({
    graph,
    registry,
    clients: createSourceClients(sources, residents.clock),
    planner,
    fetcher,
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
    mostCalls: config.limits.upstreamCalls,
    clock: residents.clock,
    log: residents.logger.log,
    signals: residents.signals,
  });
  const parts = { execution, runner, plugins, residents, sources, registry, most: config.operations.prepared };
  return {
    id,
    runner,
    adminGraph,
    registry,
    faces: createRestFaces(registry, graph, { title: config.http.rest.title, version }),
    plugins,
    sources,
    namedFlags: flagsOfGraph(graph.schema),
    checks,
    start: (running) => startParts(parts, running),
    close: (kept) => closeParts(parts, kept),
  };
}

interface LivingParts {
  readonly execution: Execution;
  readonly runner: Runner;
  readonly plugins: readonly AnyPlugin[];
  readonly residents: Residents;
  readonly sources: ReadonlyMap<string, Source>;
  readonly registry: Registry;
  /** How many operations are made ready. */
  readonly most: number;
}

async function startParts(parts: LivingParts, running: ReadonlySet<AnyPlugin>): Promise<void> {
  const { execution, plugins, residents, registry, sources, most } = parts;
  const warmed = Promise.all(leftSources(sources, residents.inUse.sources).map((source) => source.warm()));
  for (const plugin of plugins) if (!running.has(plugin)) await plugin.start?.({ log: residents.logger.log });
  await execution.start();
  await prepareMostUsed({ registry, most, callsOf: (id) => residents.usage.calls(id), prepare: execution.prepare });
  await warmed;
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
