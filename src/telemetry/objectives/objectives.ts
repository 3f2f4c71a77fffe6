import type { Operation } from '../../kernel/exchange.ts';
import type { HealthCheck, Plugin } from '../../kernel/plugin.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Registry } from '../../kernel/ports/registry.ts';
import type { ObjectivesConfig } from './config.ts';
import type { ObjectiveKeeper } from './objective-keeper.ts';
import { objectiveFields } from './objective-fields.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export interface ObjectivesParts {
  readonly config: ObjectivesConfig;
  readonly keeper: Pick<ObjectiveKeeper, 'record' | 'standing' | 'missed' | 'size'>;
  readonly registry: () => Registry;
  readonly clock: Clock;
}

/** Holds registered operations against their latency objectives. */
export function objectives({ config, keeper, registry, clock }: ObjectivesParts): Plugin {
  const known = new WeakMap<Operation, Wanted | null>();
  const wantedBy = (operation: Operation): Wanted | null => {
    const found = known.get(operation);
    if (found !== undefined) return found;
    const registered = registry().byId(operation.id);
    const wanted = registered ? wantedOf(registered.contract, config) : null;
    known.set(operation, wanted);
    return wanted;
  };
  const part = objectiveFields(keeper, wantedBy);
  return {
    name: 'objectives',
    graph: { public: part, admin: part },
    observe: {
      settled({ outcome, milliseconds }, { operation }) {
        // A refusal is quick, and says nothing of the operation; a caller that went away got no answer.
        if (!operation?.registered || outcome === 'refused' || outcome === 'aborted') return;
        const wanted = wantedBy(operation);
        if (wanted) keeper.record({ id: operation.id, name: operation.name ?? operation.id }, wanted, milliseconds);
      },
    },
    health: () => (keeper.size > 0 ? [checkOf(keeper.missed(), clock)] : []),
  };
}

function checkOf(missed: readonly string[], clock: Clock): HealthCheck {
  return {
    name: 'objectives',
    kind: 'operations',
    status: missed.length > 0 ? 'warn' : 'pass',
    observedAt: new Date(clock.now()).toISOString(),
    detail: missed.join('\n') || 'operations are as fast as they shall be',
  };
}
