import { getNamedType, type GraphQLSchema, isObjectType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Graph } from '../kernel/ports/graph.ts';
import type { GraphPart, HealthCheck, Plugin, RegisteredOperation } from '../kernel/plugin.ts';
import { requireScope } from '../kernel/scope.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Source, SourceState } from './source.ts';

/** Shows the sources in the graph and in health, and writes into each contract which of them the operation calls. */
export function sources(all: ReadonlyMap<string, Source>, clock: Clock): Plugin {
  const states = (): SourceState[] => [...all.values()].map((source) => source.state());
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
    contract: { key: 'sources', derive: (operation, graph) => sourcesOf(operation, graph) },
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
function sourcesOf({ document }: RegisteredOperation, { schema }: Graph): readonly string[] {
  const called = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        const parent = types.getParentType();
        const name = types.getFieldDef()?.name;
        if (!parent || name === undefined) return;
        for (const type of implementations(schema, getNamedType(parent).name)) {
          for (const source of declaredSources(schema, type, name)) called.add(source);
        }
      },
    }),
  );
  return [...called].sort();
}

/** On an interface the field may be any of its objects'. */
function implementations(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return type && 'getInterfaces' in type && !isObjectType(type)
    ? schema.getPossibleTypes(type).map((one) => one.name)
    : [name];
}

function declaredSources(schema: GraphQLSchema, typeName: string, field: string): readonly string[] {
  const type = schema.getType(typeName);
  const declared = isObjectType(type) ? type.getFields()[field]?.extensions['sources'] : undefined;
  return Array.isArray(declared) ? declared : [];
}
