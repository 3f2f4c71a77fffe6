import { z } from 'zod';
import { operationFields } from '../kernel/documents/operation-fields.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Planner } from '../kernel/ports/planner.ts';
import type { GraphPart, HealthCheck, Plugin, RegisteredOperation } from '../kernel/plugin.ts';
import { requireScope } from '../kernel/fields/scope.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import { declaredSources } from './degraded/answer-fields.ts';
import { degradedChanges } from './degraded/degraded-changes.ts';
import { degradedSection } from './degraded/degraded-section.ts';
import { planChanges } from './plan/plan-changes.ts';
import type { Source, SourceState } from './source.ts';

/** Shows the sources in the graph and in health, and writes into each contract which of them the operation calls. */
export function sources(all: () => ReadonlyMap<string, Source>, planner: () => Planner, clock: Clock): Plugin {
  const states = (): SourceState[] => [...all().values()].map((source) => source.state());
  const part: GraphPart = {
    resolvers: {
      Gateway: {
        sources: requireScope('gateway:read', 'Gateway.sources', () => states().map(shownState)),
      },
    },
  };
  return {
    name: 'sources',
    graph: { public: part, admin: part },
    contract: {
      key: 'sources',
      schema: z.array(z.string()).describe('The downstream services that it calls.'),
      derive: (operation, graph) => sourcesOf(operation, graph, planner()),
      diff: () => [], // told together with the plan
    },
    health: () => states().map((state) => checkOf(state, clock)),
  };
}

function shownState(state: SourceState): object {
  const { breaker, calls, lastFailure } = state;
  return {
    ...state,
    status: statusOf(breaker),
    breaker: { ...breaker, since: isoTime(breaker.since) },
    calls: { ...calls, successRate: calls.total === 0 ? null : 1 - calls.failed / calls.total },
    lastFailure: lastFailure && { ...lastFailure, at: isoTime(lastFailure.at) },
  };
}

const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

const statusOf = ({ state, failures }: SourceState['breaker']): 'pass' | 'warn' =>
  state === 'CLOSED' && failures === 0 ? 'pass' : 'warn';

function checkOf({ name, breaker, lastFailure }: SourceState, clock: Clock): HealthCheck {
  const status = statusOf(breaker);
  const last = lastFailure ? `, last ${lastFailure.code} at ${isoTime(lastFailure.at)}` : '';
  const detail =
    status === 'pass'
      ? 'answers'
      : `breaker ${breaker.state} since ${isoTime(breaker.since)}, ${breaker.failures} failures in a row${last}`;
  return { name, kind: 'source', status, observedAt: isoTime(clock.now()), detail };
}

/** The sources that the operation's fields call, sorted. */
function sourcesOf({ document, name }: RegisteredOperation, { schema }: Graph, planner: Planner): readonly string[] {
  const planned = planner.plan({ document, name }).sources;
  const called = [...operationFields(document, schema).keys()].flatMap(declaredSources);
  return [...new Set([...planned, ...called])].sort();
}

/** The section of a contract that says how its operation is fetched. */
export function planning(planner: () => Planner): Plugin {
  return {
    name: 'planning',
    contract: {
      key: 'plan',
      schema: z
        .looseObject({})
        .describe(
          'The calls that it makes by connectors, each with the wave that it belongs to and what waits for it.',
        ),
      derive: ({ document, name }) => planner().plan({ document, name }).description(),
      diff: planChanges,
    },
  };
}

/** The section of a contract that says what of its answer is lost with a source. */
export function degrading(planner: () => Planner): Plugin {
  return {
    name: 'degrading',
    contract: {
      key: 'degraded',
      schema: degradedSection,
      derive({ document, name }) {
        const degraded = planner().plan({ document, name }).degraded();
        return Object.keys(degraded).length > 0 ? degraded : undefined;
      },
      diff: degradedChanges,
    },
  };
}
