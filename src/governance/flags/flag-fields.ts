import type { GraphPart } from '../../kernel/plugin.ts';
import type { EvaluatedFlag, FlagContext, Flags, FlagSnapshot, FlagStore } from '../../kernel/ports/stores/flags.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Registry } from '../../kernel/ports/registry.ts';
import type { PlaneContext } from '../../kernel/fields/resolver.ts';
import { requireScope } from '../../kernel/fields/scope.ts';
import type { FlagsConfig } from './config.ts';
import { flagContext } from './flag-context.ts';
import { flagDefaults } from './named-flags.ts';
import { RequestFlags } from './request-flags.ts';

interface FlagFieldsParts {
  readonly config: FlagsConfig;
  readonly store: FlagStore;
  readonly graph: () => Graph;
  readonly registry: () => Registry;
}

type AnyContext = PlaneContext & { readonly flags?: Flags };

/** `gateway.flags` and `gateway.flag(key:)`: every flag, as it stands for whoever asks. */
export function flagFields({ config, store, graph, registry }: FlagFieldsParts): GraphPart {
  const keysOf = ({ keys }: FlagSnapshot): readonly string[] => keys ?? [...flagDefaults(graph().schema).keys()].sort();
  const evaluate = async (context: AnyContext, chosen: (keys: readonly string[]) => readonly string[]) => {
    const [snapshot, asking] = viewOf(context, store, config);
    const defaults = flagDefaults(graph().schema);
    const wanted = new Map(chosen(keysOf(snapshot)).map((key) => [key, defaults.get(key) ?? null] as const));
    return [...(await snapshot.evaluate(wanted, asking)).values()];
  };
  return {
    resolvers: {
      Gateway: {
        flags: (_: unknown, __: unknown, context: AnyContext) => evaluate(context, (keys) => keys),
        flag: async (_: unknown, { key }: { key: string }, context: AnyContext) =>
          (await evaluate(context, (keys) => keys.filter((one) => one === key)))[0] ?? null,
      },
      GatewayFlag: {
        enabled: ({ value }: EvaluatedFlag) => Boolean(value),
        operations: (flag: EvaluatedFlag, args: unknown, context: PlaneContext) =>
          requireScope('gateway:read', 'GatewayFlag.operations', () => operationsOf(flag.key, registry()))(
            flag,
            args,
            context,
          ),
      },
    },
  };
}

/** On the public plane the snapshot that the request began with; the operators' plane has no caller to ask for. */
function viewOf({ flags, principal }: AnyContext, store: FlagStore, config: FlagsConfig): [FlagSnapshot, FlagContext] {
  if (flags instanceof RequestFlags) return [flags.snapshot, flagContext(flags.asking, config)];
  return [store.serving(), principal.id === null ? {} : { targetingKey: principal.id }];
}

function operationsOf(key: string, registry: Registry): readonly { id: string; name: string }[] {
  return [...registry.all()].flatMap(({ contract: { id, name, flags } }) =>
    Array.isArray(flags) && flags.includes(key) ? [{ id, name }] : [],
  );
}
