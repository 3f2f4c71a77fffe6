import { z } from 'zod';
import type { Governed, Resolved } from '../../kernel/exchange.ts';
import type { HealthCheck, Plugin } from '../../kernel/plugin.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { EvaluatedFlags, Flags, FlagStore, WantedFlags } from '../../kernel/ports/stores/flags.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Registry } from '../../kernel/ports/registry.ts';
import type { FlagsConfig } from './config.ts';
import { flagContext } from './flag-context.ts';
import { flagChanges } from './flag-changes.ts';
import { flagFields } from './flag-fields.ts';
import { checkFlags, flagGate } from './flag-gate.ts';
import { flagsOfDocument } from './named-flags.ts';
import { RequestFlags } from './request-flags.ts';

export interface FlagsParts {
  readonly config: FlagsConfig;
  readonly store: FlagStore;
  readonly graph: () => Graph;
  readonly registry: () => Registry;
  readonly clock: Clock;
}

type Asked = Resolved & Pick<Governed, 'principal'>;

/**
 * Evaluates the flags that an operation names, once, before it is executed; `@flag` in the schema then closes fields by
 * them. Says in the graph, in health and in contracts what there is to say of flags.
 */
export function flags({ config, store, graph, registry, clock }: FlagsParts): Plugin<Asked, { readonly flags: Flags }> {
  const known = new WeakMap<object, WantedFlags>();
  const wantedBy = ({ document }: Governed['operation']): WantedFlags => {
    const found = known.get(document) ?? flagsOfDocument(document, graph().schema);
    known.set(document, found);
    return found;
  };
  const part = flagFields({ config, store, graph, registry });
  return {
    name: 'flags',
    graph: {
      public: { ...part, check: (schema) => checkFlags(schema, store.latest().keys), gate: flagGate },
      admin: part,
    },
    contract: {
      key: 'flags',
      schema: z.array(z.string()).describe('The feature flags that it depends on.'),
      derive({ document }, { schema }) {
        const keys = [...flagsOfDocument(document, schema).keys()].sort();
        return keys.length > 0 ? keys : undefined;
      },
      diff: flagChanges,
    },
    run(exchange) {
      const snapshot = store.serving();
      const wanted = wantedBy(exchange.operation);
      if (wanted.size === 0) return { flags: new RequestFlags(snapshot, exchange, NONE) };
      const evaluated = snapshot.evaluate(wanted, flagContext(exchange, config));
      if (!('then' in evaluated)) return { flags: new RequestFlags(snapshot, exchange, evaluated) };
      return evaluated.then((found) => ({ flags: new RequestFlags(snapshot, exchange, found) }));
    },
    health: () => [healthOf(store, clock)],
  };
}

const NONE: EvaluatedFlags = new Map();

function healthOf(store: FlagStore, clock: Clock): HealthCheck {
  const problems = store.problems();
  const { keys } = store.serving();
  return {
    name: 'flags',
    kind: 'flags',
    status: problems.length > 0 ? 'warn' : 'pass',
    observedAt: new Date(clock.now()).toISOString(),
    detail: problems.join('\n') || (keys ? `${keys.length} defined` : 'the provider answers'),
  };
}
