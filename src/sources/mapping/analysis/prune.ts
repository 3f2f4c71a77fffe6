import type { Body, Item, Mapping, Step, Value } from '../syntax/ast.ts';

/** The output keys that are asked for, each with those below it; `undefined` asks for the whole value. */
export type Wanted = ReadonlyMap<string, Wanted | undefined>;

/**
 * The mapping without what nobody asks for, so that neither work nor problems come of it. What is inlined stays, pruned
 * inside, because a null there wipes the object around it; expressions in `$( … )` and arguments stay whole.
 */
export function pruneMapping({ grammar, body }: Mapping, wanted: Wanted): Mapping {
  return { grammar, body: pruneBody(body, wanted) };
}

function pruneBody(body: Body, wanted: Wanted): Body {
  if (body.kind !== 'fields') return pruneValue(body, wanted);
  return { ...body, items: body.items.flatMap((item) => pruneItem(item, wanted)) };
}

function pruneItem(item: Item, wanted: Wanted): readonly Item[] {
  if (item.kind === 'spread') return [{ ...item, value: pruneValue(item.value, wanted) }];
  if (!wanted.has(item.name)) return [];
  return [{ ...item, value: pruneValue(item.value, wanted.get(item.name)) }];
}

function pruneValue(value: Value, wanted: Wanted | undefined): Value {
  if (!wanted) return value;
  if (value.kind === 'object') return { ...value, body: pruneBody(value.body, wanted) };
  if (value.kind !== 'path') return value;
  const steps = value.steps.map((step): Step =>
    step.kind === 'block' ? { ...step, body: pruneBody(step.body, wanted) } : step,
  );
  return { ...value, steps };
}
