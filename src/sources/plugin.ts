import { operationFields } from '../kernel/documents/operation-fields.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Planner } from '../kernel/ports/planner.ts';
import type { GraphPart, HealthCheck, Plugin, RegisteredOperation } from '../kernel/plugin.ts';
import { requireScope } from '../kernel/scope.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Source, SourceState } from './source.ts';

/** Shows the sources in the graph and in health, and writes into each contract which of them the operation calls. */
export function sources(all: () => ReadonlyMap<string, Source>, planner: () => Planner, clock: Clock): Plugin {
  const states = (): SourceState[] => [...all().values()].map((source) => source.state());
  const part: GraphPart = {
    resolvers: {
      Gateway: {
        sources: requireScope('gateway:read', 'Gateway.sources', () =>
          states().map(({ name, breaker, latency }) => ({
            name,
            status: statusOf(breaker),
            breaker: { ...breaker, since: new Date(breaker.since).toISOString() },
            latency,
          })),
        ),
      },
    },
  };
  return {
    name: 'sources',
    graph: { public: part, admin: part },
    contract: { key: 'sources', derive: (operation, graph) => sourcesOf(operation, graph, planner()) },
    health: () => states().map((state) => checkOf(state, clock)),
  };
}

const statusOf = ({ state, failures }: SourceState['breaker']): 'pass' | 'warn' =>
  state === 'CLOSED' && failures === 0 ? 'pass' : 'warn';

function checkOf({ name, breaker }: SourceState, clock: Clock): HealthCheck {
  const status = statusOf(breaker);
  const detail =
    status === 'pass'
      ? 'answers'
      : `breaker ${breaker.state} since ${new Date(breaker.since).toISOString()}, ${breaker.failures} failures in a row`;
  return { name, kind: 'source', status, observedAt: new Date(clock.now()).toISOString(), detail };
}

/** The sources that the operation's fields call, sorted. */
function sourcesOf({ document, name }: RegisteredOperation, { schema }: Graph, planner: Planner): readonly string[] {
  const planned = planner.plan({ document, name }).sources;
  const called = [...operationFields(document, schema).keys()].flatMap(({ extensions }) => declaredSources(extensions));
  return [...new Set([...planned, ...called])].sort();
}

function declaredSources({ sources: declared }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(declared) ? declared : [];
}

/** The section of a contract that says how its operation is fetched. */
export function planning(planner: () => Planner): Plugin {
  return {
    name: 'planning',
    contract: { key: 'plan', derive: ({ document, name }) => planner().plan({ document, name }).description },
  };
}
