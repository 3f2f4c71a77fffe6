import type { Json } from '../../kernel/basics/json.ts';
import type { GraphPart, Plugin } from '../../kernel/plugin.ts';
import type { ContractClient, Registered, Registry } from '../../kernel/ports/registry.ts';
import { requireScope } from '../../kernel/fields/scope.ts';
import { normalisedId } from '../ids.ts';
import { lastSeenOf } from '../usage/totals.ts';
import type { LiveFigures, Usage } from '../usage/usage.ts';
import { connection, type PageArguments } from './connection.ts';

interface Filter {
  readonly name?: string | null;
  readonly client?: string | null;
  readonly source?: string | null;
  readonly scope?: string | null;
}

type ListArguments = PageArguments & { readonly filter?: Filter | null };

/** `gateway.operations` and `gateway.operation(id:)`: each registered operation with its contract and its figures. */
export function operationFields(registry: () => Registry, usage: Usage): Plugin {
  const sorted = new WeakMap<Registry, readonly Registered[]>();
  const all = (): readonly Registered[] => {
    const known = sorted.get(registry()) ?? [...registry().all()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    sorted.set(registry(), known);
    return known;
  };
  const part: GraphPart = {
    resolvers: {
      Gateway: {
        operations: requireScope('gateway:read', 'Gateway.operations', (_, { filter, ...page }: ListArguments) =>
          connection(
            all().filter((one) => matches(one, filter ?? {}, usage)),
            keyOf,
            page,
          ),
        ),
        operation: requireScope('gateway:read', 'Gateway.operation', (_, { id }: { readonly id: string }) =>
          registry().byId(normalisedId(id) ?? id),
        ),
      },
      GatewayOperation: {
        id: ({ contract }: Registered) => contract.id,
        name: ({ contract }: Registered) => contract.name,
        type: ({ contract }: Registered) => contract.type,
        document: ({ contract }: Registered) => contract.document,
        owner: ({ contract }: Registered) => contract['owner'] ?? null,
        sources: ({ contract }: Registered) => namesIn(contract['sources']),
        scopes: ({ contract }: Registered) => namesIn(contract['scopes']),
        clients: (registered: Registered) => clientsOf(registered, usage),
        figures: ({ operation }: Registered) => figuresOf(operation.id, usage),
      },
    },
  };
  return { name: 'operations', graph: { public: part, admin: part } };
}

const keyOf = ({ contract: { name, id } }: Registered): string => `${name} ${id}`;

function matches(registered: Registered, { name, client, source, scope }: Filter, usage: Usage): boolean {
  const { contract } = registered;
  return (
    holds(name, (part) => contract.name.toLowerCase().includes(part.toLowerCase())) &&
    holds(client, (wanted) => clientsOf(registered, usage).some((one) => one.name === wanted)) &&
    holds(source, (wanted) => namesIn(contract['sources']).includes(wanted)) &&
    holds(scope, (wanted) => namesIn(contract['scopes']).includes(wanted))
  );
}

const holds = (wanted: string | null | undefined, test: (wanted: string) => boolean): boolean =>
  wanted === null || wanted === undefined || test(wanted);

/** The names in a section of a contract, which may stand in groups. */
function namesIn(section: Json | undefined): readonly string[] {
  if (typeof section === 'string') return [section];
  return Array.isArray(section) ? [...new Set(section.flatMap(namesIn))] : [];
}

interface ShownClient extends ContractClient {
  readonly calls: number;
  readonly lastSeen: string | null;
}

function clientsOf({ contract, operation }: Registered, usage: Usage): readonly ShownClient[] {
  const registered = new Map(contract.clients?.map((client) => [client.name, client.versions]));
  const seen = usage.total(operation.id)?.clients;
  const names = new Set([...registered.keys(), ...(seen?.keys() ?? [])]);
  return [...names].sort().map((name) => {
    const { calls, lastSeen } = seen?.get(name) ?? { calls: 0, lastSeen: null };
    return { name, versions: registered.get(name) ?? [], calls, lastSeen: isoTime(lastSeen) };
  });
}

function figuresOf(id: string, usage: Usage): object {
  const total = usage.total(id);
  const live = usage.live(id);
  return {
    calls: live?.calls ?? 0,
    errors: live?.errors ?? 0,
    latency: live ? latencyOf(live) : null,
    lastSeen: isoTime(total ? lastSeenOf(total) : null),
    since: isoTime(total?.since ?? null),
  };
}

const latencyOf = ({ latencies }: LiveFigures): object => ({
  p50: latencies.percentile(50),
  p95: latencies.percentile(95),
  p99: latencies.percentile(99),
});

const isoTime = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();
