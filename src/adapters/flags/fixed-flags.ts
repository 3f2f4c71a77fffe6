import type { Json } from '../../kernel/basics/json.ts';
import type { EvaluatedFlags, FlagSnapshot, FlagStore } from '../../kernel/ports/stores/flags.ts';

/** Flags of another store, some of them held at a value: what tests set. */
export function fixedFlags(store: FlagStore, values: Readonly<Record<string, Json>>): FlagStore {
  const held: EvaluatedFlags = new Map(
    Object.entries(values).map(([key, value]) => [key, { key, value, variant: null, reason: 'STATIC' }]),
  );
  const over = ({ keys, evaluate }: FlagSnapshot): FlagSnapshot => ({
    keys: keys && [...new Set([...keys, ...held.keys()])].sort(),
    evaluate(wanted, context) {
      const rest = new Map([...wanted].filter(([key]) => !held.has(key)));
      const fixed = [...wanted.keys()].flatMap((key) => held.get(key) ?? []).map((flag) => [flag.key, flag] as const);
      const found = evaluate(rest, context);
      const merged = (others: EvaluatedFlags): EvaluatedFlags => new Map([...others, ...fixed]);
      return 'then' in found ? found.then(merged) : merged(found);
    },
  });
  return {
    start: () => store.start(),
    close: () => store.close(),
    refresh: () => store.refresh(),
    problems: () => store.problems(),
    serving: () => over(store.serving()),
    latest: () => over(store.latest()),
    fit: (named) => store.fit(new Map([...named].filter(([key]) => !held.has(key)))),
  };
}
