import type { GraphPart } from '../../kernel/plugin.ts';
import type { Registered } from '../../kernel/ports/registry.ts';
import type { ObjectiveKeeper, Standing } from './objective-keeper.ts';
import { type Percentile, percentOf, type Wanted } from './wanted.ts';

/** `gateway.operation(id:).objectives`: what is wanted of an operation, what was seen, and whether that is enough. */
export function objectiveFields(
  keeper: Pick<ObjectiveKeeper, 'standing'>,
  wantedBy: (operation: Registered['operation']) => Wanted | null,
): GraphPart {
  return {
    resolvers: {
      GatewayOperation: {
        objectives({ operation }: Registered) {
          const wanted = wantedBy(operation);
          return wanted && objectivesOf(wanted, keeper.standing(operation.id, wanted));
        },
      },
    },
  };
}

function objectivesOf(wanted: Wanted, standing: Standing | undefined): object {
  const met = standing?.met ?? null;
  const objective = (percentile: Percentile): object | null => {
    const milliseconds = wanted[percentile];
    if (milliseconds === undefined) return null;
    return {
      wanted: milliseconds,
      seen: standing?.latencies.percentile(percentOf(percentile)) ?? null,
      met: met === null ? null : !standing?.missed.includes(percentile),
    };
  };
  return {
    p50: objective('p50'),
    p95: objective('p95'),
    p99: objective('p99'),
    requests: standing?.latencies.count ?? 0,
    met,
  };
}
