import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  HeaderMap,
  type HTTPGraphQLHead,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorRenderer, RenderedErrors } from '../errors/render.ts';
import type { Governed, Operation, Result } from '../kernel/exchange.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Fetcher, LostField, Planner } from '../kernel/ports/planner.ts';
import type { Registry } from '../kernel/ports/registry.ts';
import type { Signal, Signals } from '../kernel/ports/signals.ts';
import type { SourceClients } from '../kernel/ports/source-clients.ts';
import type { TracedExecute } from '../kernel/ports/traced-execute.ts';
import { readField } from '../kernel/documents/read-field.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';
import type { Rendered } from '../kernel/runner.ts';
import { WrittenResult } from '../kernel/written-result.ts';
import { apolloBridge, watchedPlugin } from './apollo-bridge.ts';
import { type DocumentsInFlight, documentsInFlight } from './documents-in-flight.ts';
import { compiled } from './compiled/compiled-lane.ts';
import { type Completed, interpreted, type Lane } from './interpreted.ts';
import { lostFields } from './lost-fields.ts';
import { whatRan } from './what-ran.ts';
import { tryOut } from './trial.ts';

export interface ExecutionParts {
  readonly graph: Graph;
  readonly registry: Registry;
  readonly clients: SourceClients;
  readonly planner: Planner;
  readonly fetcher: Fetcher;
  readonly renderer: ErrorRenderer;
  readonly signals: Signals;
  readonly plugins: readonly ApolloServerPlugin<GatewayContext>[];
  /** Where requests are traced: runs those whose resolvers get spans. */
  readonly tracedExecute?: TracedExecute | undefined;
}

/** Execution of one generation: Apollo Server, entered once a request, answered by our lanes. */
export interface Execution {
  readonly execute: (exchange: Governed) => Promise<Rendered>;
  /** Plans and compiles an operation before it is asked for. */
  readonly prepare: (operation: Operation) => void;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Apollo's own plugins that set `no-store`, report to its vendor or serve a page. */
const DISABLED = [
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
].map((plugin) => plugin());

export function createExecution(parts: ExecutionParts): Execution {
  const { clients, registry, planner, signals } = parts;
  const documents = documentsInFlight(registry);
  const errors = renderedErrors();
  let phase: 'new' | 'trying' | 'started' = 'new';
  // What Apollo Server would print goes with the gateway's own words; what it says of the trial goes nowhere.
  const say = (level: Signal['level']) => (message: string) => {
    if (phase === 'started') signals.emit({ level, name: 'apollo', message: `Apollo Server: ${message}` });
  };
  const logger = { debug: () => {}, info: () => {}, warn: say('warn'), error: say('error') };
  const lane = compiled(parts.graph, interpreted(parts.graph.schema));
  const apollo = createApollo(parts, lane.complete, documents, errors, logger);

  return {
    async start() {
      await apollo.start();
      phase = 'trying';
      if (parts.plugins.length > 0) await tryOut(apollo, clients);
      phase = 'started';
    },
    prepare(operation) {
      planner.plan(operation);
      lane.prepare(operation);
    },
    async close() {
      if (phase !== 'new') await apollo.stop(); // it throws when it never started
    },
    async execute(exchange) {
      const { operation, principal, rawVariables, flags } = exchange;
      documents.enter(operation);
      try {
        const { body, http } = await apollo.executeOperation(
          {
            extensions: { persistedQuery: { version: 1, sha256Hash: operation.id } },
            ...(operation.name !== null && { operationName: operation.name }),
            variables: { ...rawVariables },
            http: new ApolloHttp(exchange.request),
          },
          { contextValue: { exchange, principal, flags, sources: clients.forExchange(exchange) } },
        );
        if (body.kind !== 'single') throw new Error('Apollo Server answered incrementally, which no lane asks for.');
        const rendered = errors.ofExchange(exchange);
        const result = withDegraded(parts, exchange, whatRan(exchange, body.singleResult), rendered);
        return answer(result, http, rendered);
      } finally {
        documents.leave(operation);
      }
    },
  };
}

/** Errors rendered once, kept for the two that ask: our answer by the exchange, Apollo's `formatError` by the error. */
function renderedErrors() {
  const byExchange = new WeakMap<object, RenderedErrors>();
  const byError = new WeakMap<object, GraphQLFormattedError>();
  return {
    keep(exchange: object, rendered: RenderedErrors, errors: readonly unknown[]): void {
      byExchange.set(exchange, rendered);
      for (const [index, error] of errors.entries()) {
        const formatted = rendered.errors[index];
        if (formatted && error instanceof Error) byError.set(error, formatted);
      }
    },
    ofExchange: (exchange: object) => byExchange.get(exchange),
    ofError: (error: unknown) => (error instanceof Error ? byError.get(error) : undefined),
  };
}

/** For what was not rendered before: errors of the trial, which nobody reads. */
const MASKED: GraphQLFormattedError = {
  message: 'Something failed inside the gateway.',
  extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
};

function createApollo(
  { graph, renderer, signals, plugins, planner, fetcher, tracedExecute }: ExecutionParts,
  compiledLane: Lane,
  documents: DocumentsInFlight,
  errors: ReturnType<typeof renderedErrors>,
  logger: ApolloServerOptions<GatewayContext>['logger'] & {},
): ApolloServer<GatewayContext> {
  const watched = new WeakSet<object>();
  const lane = withTraced(compiledLane, graph, tracedExecute);
  const watchers = plugins.map((plugin) => watchedPlugin(plugin, watched, once(reportWatcher(signals))));
  return new ApolloServer<GatewayContext>({
    schema: graph.schema,
    logger,
    persistedQueries: {
      cache: { get: async (key) => documents.byId(idOf(key))?.text, set: nothing, delete: nothing },
    },
    documentStore: { get: async (key) => documents.byId(idOf(key))?.document, set: nothing, delete: nothing },
    fieldResolver: readField,
    formatError: (_, error) => errors.ofError(error) ?? MASKED,
    plugins: [
      ...DISABLED,
      ...watchers,
      apolloBridge({
        fetch: ({ exchange }) => fetcher.fetch(planner.plan(exchange.operation), exchange),
        plan: ({ operation }) => planner.plan(operation),
        lane: plugins.length > 0 ? unwritten(lane) : lane,
        renderer,
        watched,
        rendered: errors.keep,
      }),
    ],
    introspection: true, // judged on the request path, before Apollo Server is entered
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    csrfPrevention: false,
  });
}

/** Requests whose resolvers get spans run on a schema of their own, for what wraps its resolvers stays there for good. */
function withTraced(lane: Lane, graph: Graph, tracedExecute: TracedExecute | undefined): Lane {
  if (!tracedExecute) return lane;
  let traced: Lane | undefined;
  return (context) => {
    if (!context.exchange.trace?.resolverSpans) return lane(context);
    traced ??= interpreted(graph.copy(), tracedExecute);
    return traced(context);
  };
}

/** Users' plugins may take the result apart, and would find no members on one that is a text. */
function unwritten(lane: Lane): Lane {
  const plain = (result: Completed): Completed => (result instanceof WrittenResult ? { data: result.data } : result);
  return (context) => {
    const result = lane(context);
    return 'then' in result ? result.then(plain) : plain(result);
  };
}

/** Says beside the errors what is lost with which source: clients need not know what an error means. */
function withDegraded(
  { planner, fetcher }: ExecutionParts,
  exchange: Governed,
  result: Result,
  rendered: RenderedErrors | undefined,
): Result {
  const lost = rendered ? lostFields(rendered) : NONE_LOST;
  const degraded = fetcher.degraded(exchange, lost, () => planner.plan(exchange.operation));
  return degraded.length > 0 ? Object.assign(result, { extensions: { ...result.extensions, degraded } }) : result;
}

const NONE_LOST: readonly LostField[] = [];

/** Status and headers are ours, but for what users' plugins set. */
function answer(result: Result, http: HTTPGraphQLHead, rendered: RenderedErrors | undefined): Rendered {
  const errorStatus = rendered?.status ?? 500;
  const status = http.status ?? ('data' in result ? 200 : errorStatus);
  const headers = http.headers.size > 0 ? Object.fromEntries(http.headers) : undefined;
  return { result, status, errorStatus, headers: { ...rendered?.headers, ...headers }, errors: rendered?.thrown ?? [] };
}

/** Apollo asks for `apq:<id>` and for `<schema hash>:<id>`. */
const idOf = (key: string): string => key.slice(key.indexOf(':') + 1);

const nothing = async (): Promise<void> => {};

/**
 * What users' Apollo plugins may read of the request. The getter stands on a prototype: headers are gathered only when a
 * plugin reads them, and an object literal with a getter would keep every request alive until a major collection.
 */
class ApolloHttp implements HTTPGraphQLRequest {
  readonly #request: Governed['request'];
  readonly search = '';
  readonly body = undefined;

  constructor(request: Governed['request']) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method;
  }

  get headers(): HeaderMap {
    return new HeaderMap(this.#request.headers());
  }
}

function reportWatcher(signals: Signals): (plugin: ApolloServerPlugin<GatewayContext>) => void {
  return (plugin) => {
    const name = plugin.constructor.name === 'Object' ? 'a plugin' : `the plugin ${plugin.constructor.name}`;
    signals.emit({
      level: 'warn',
      name: 'apollo.watched',
      message: `${name} of \`apollo.plugins\` asks for executionDidStart, so Apollo Server executes by itself. Requests cost several times as much; leave the hook out where it is not needed.`,
    });
  };
}

function once<A>(tell: (value: A) => void): (value: A) => void {
  let told = false;
  return (value) => {
    if (told) return;
    told = true;
    tell(value);
  };
}
