import { lastBlock } from '../syntax/ast.ts';
import type { Body, Mapping, MethodStep, Path, Range, Value } from '../syntax/ast.ts';

/** What a mapping gives, as far as its text tells. Lists are not told apart: a block maps over them silently. */
export type Shape =
  /** Whatever stands there at run time. */
  | { readonly kind: 'value' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | ObjectShape
  /** One of several, by `->match`, `??` or `?!`. */
  | { readonly kind: 'oneOf'; readonly shapes: readonly Shape[] };

export interface ObjectShape {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** What is spread into it and is not one certain object, such as `... kind->match(…)`. */
  readonly spreads: readonly Shape[];
}

/** The range is that of the selection, for messages. */
interface FieldShape extends Range {
  readonly shape: Shape;
}

export const outputShape = ({ body }: Mapping): Shape => bodyShape(body);

const UNKNOWN: Shape = { kind: 'value' };

function bodyShape(body: Body): Shape {
  if (body.kind !== 'fields') return valueShape(body);
  const fields = new Map<string, FieldShape>();
  const spreads: Shape[] = [];
  for (const item of body.items) {
    const shape = valueShape(item.value);
    if (item.kind === 'field') {
      put(fields, item.name, { shape, start: item.start, end: item.end });
    } else if (shape.kind === 'object') {
      for (const [name, field] of shape.fields) put(fields, name, field);
      spreads.push(...shape.spreads);
    } else {
      spreads.push(shape);
    }
  }
  return { kind: 'object', fields, spreads };
}

/** Repeated keys merge when both are objects; otherwise the later stands. */
function put(fields: Map<string, FieldShape>, name: string, field: FieldShape): void {
  const before = fields.get(name)?.shape;
  if (before?.kind !== 'object' || field.shape.kind !== 'object') {
    fields.set(name, field);
    return;
  }
  const merged = new Map(before.fields);
  for (const [key, one] of field.shape.fields) put(merged, key, one);
  const spreads = [...before.spreads, ...field.shape.spreads];
  fields.set(name, { ...field, shape: { kind: 'object', fields: merged, spreads } });
}

function valueShape(value: Value): Shape {
  switch (value.kind) {
    case 'literal':
      return { kind: 'literal', value: value.value };
    case 'array':
      return UNKNOWN;
    case 'object':
      return bodyShape(value.body);
    case 'chain':
      return { kind: 'oneOf', shapes: value.operands.map(valueShape) };
    case 'path':
      return pathShape(value);
  }
}

function pathShape(path: Path): Shape {
  const block = lastBlock(path);
  if (block) return bodyShape(block.body);
  const last = path.steps.findLast(({ kind }) => kind !== 'optional');
  if (!last) return path.root.kind === 'expression' ? valueShape(path.root.value) : UNKNOWN;
  return last.kind === 'method' ? methodShape(last) : UNKNOWN;
}

function methodShape({ name, args = [] }: MethodStep): Shape {
  const [first] = args;
  if ((name === 'echo' || name === 'map') && first) return valueShape(first);
  if (name !== 'match') return UNKNOWN;
  const arms = args.flatMap((pair) => (pair.kind === 'array' && pair.items.length === 2 ? pair.items.slice(1) : []));
  return { kind: 'oneOf', shapes: arms.map(valueShape) };
}
