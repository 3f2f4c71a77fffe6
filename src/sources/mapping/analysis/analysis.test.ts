import { describe, expect, test } from 'vitest';
import { compileMapping } from '../run/compile.ts';
import type { Json } from '../run/json.ts';
import { parseMapping } from '../syntax/parser.ts';
import { printMapping } from '../syntax/print.ts';
import { pruneMapping, type Wanted } from './prune.ts';
import { outputShape, type Shape } from './shape.ts';
import { usesOf } from './uses.ts';

describe('what a mapping reads', () => {
  test.each([
    ['id name: full_name', ['$.id', '$.full_name']],
    ['x: $this.owner.id', ['$this.owner.id']],
    ['x: $this { a b { c } }', ['$this.a', '$this.b.c']],
    ['$batch { key: id }', ['$batch.id']],
    ['ids: $batch.id->joinNotNull(",")', ['$batch.id']],
    ['$batch->map(@.id)', ['$batch.id']],
    ['$batch->map({ a: @.x, b: @.y })', ['$batch.x', '$batch.y']],
    ['$batch->map("c")', ['$batch']],
    ['$batch->first { id }', ['$batch.id']],
    ['$batch->filter(@.open) { id }', ['$batch.open', '$batch.id']],
    ['$args->get("a").b', ['$args.a.b']],
    ['$args.a->as($x).b->echo($x.c)', ['$args.a.c']],
    ['a->as($x, @.k).b { c d: $x.m }', ['$.a.b.c', '$.a.k.m']],
    ['x: $($args.a ?? $config.b)', ['$args.a', '$config.b']],
    ['x: $args.a? { b }', ['$args.a.b']],
    ['x: $(1) y: $({ a: $env.E })', ['$env.E']],
    ['a->match([$args.x, b], [@, null])', ['$.a', '$args.x', '$.b', '$.a']],
    ['x: { y: z }', ['$.z']],
    ["$request.headers.'x-id'->first", ['$request.headers.x-id']],
  ])('%s', (text, expected) => {
    const uses = usesOf(parseMapping(text, 'v0.3')).map(({ variable, path }) => [variable, ...path].join('.'));
    expect(uses).toEqual(expected);
  });

  test('each with its place', () => {
    expect(usesOf(parseMapping('x: $args.a', 'v0.3'))).toEqual([{ variable: '$args', path: ['a'], start: 3, end: 10 }]);
  });
});

/** A shape in few words: names, `*` for what only the run shows. */
function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'value':
      return '*';
    case 'literal':
      return JSON.stringify(shape.value);
    case 'oneOf':
      return `(${shape.shapes.map(shapeText).join(' | ')})`;
    case 'object': {
      const fields = [...shape.fields].map(([name, field]) => `${name}: ${shapeText(field.shape)}`);
      return `{ ${[...fields, ...shape.spreads.map((one) => `...${shapeText(one)}`)].join(', ')} }`;
    }
  }
}

describe('what a mapping gives', () => {
  test.each([
    ['v0.3', 'id n: a.b { c d { e } }', '{ id: *, n: { c: *, d: { e: * } } }'],
    ['v0.3', 'id a.b { c }', '{ id: *, c: * }'],
    ['v0.3', '$.rows { id }', '{ id: * }'],
    ['v0.3', '$.name', '*'],
    ['v0.3', 'a { x } a { y }', '{ a: { x: *, y: * } }'],
    ['v0.3', 'x: $({ a: 1, b: [2] })', '{ x: { a: 1, b: * } }'],
    ['v0.3', 'x: a->match(["p", "P"], [@, null])', '{ x: ("P" | null) }'],
    ['v0.3', 'x: a->map({ n: @ })', '{ x: { n: * } }'],
    ['v0.3', 'x: a->map({ n: @ }) { n }', '{ x: { n: * } }'],
    ['v0.3', 'x: a->entries?', '{ x: * }'],
    ['v0.3', 'x: $(a ?? "d")', '{ x: (* | "d") }'],
    ['v0.4', 'id ... $({ a: 1 })', '{ id: *, a: 1 }'],
    [
      'v0.4',
      'id ... k->match(["b", { __typename: "B", p }], [@, null])',
      '{ id: *, ...({ __typename: "B", p: * } | null) }',
    ],
  ] as const)('%s %s', (grammar, mapping, expected) => {
    expect(shapeText(outputShape(parseMapping(mapping, grammar)))).toBe(expected);
  });
});

const wanted = (names: { readonly [name: string]: object | null }): Wanted =>
  new Map(Object.entries(names).map(([name, below]) => [name, below ? wanted({ ...below }) : undefined]));

describe('pruning', () => {
  test.each([
    ['a b c { d e }', { b: null, c: { e: null } }, 'b c { e }'],
    ['id meta.inner { k l }', { k: null }, 'meta.inner { k }'],
    ['id meta.inner { k }', { id: null }, 'id meta.inner { }'],
    ['$.rows { id n: m { x y } }', { n: { y: null } }, '$.rows { n: m { y } }'],
    ['x: { a b }', { x: { a: null } }, 'x: { a }'],
    ['x: $({ a: 1, b: 2 }) y', { x: { a: null } }, 'x: $({ a: 1, b: 2 })'],
    ['x: r->map({ a: @.p, b: @.q }) { a b }', { x: { a: null } }, 'x: r->map({ a: @.p, b: @.q }) { a }'],
    ['a { x } a { y }', { a: { y: null } }, 'a { } a { y }'],
    ['a { x y }', { a: null }, 'a { x y }'],
    ['a->match(["p", 1])', {}, 'a->match(["p", 1])'],
  ])('%s', (mapping, names, expected) => {
    expect(printMapping(pruneMapping(parseMapping(mapping, 'v0.3'), wanted({ ...names })))).toBe(expected);
  });

  test('what is pruned is neither made nor complained of', () => {
    const input: Json = { id: 1 };
    const pruned = pruneMapping(parseMapping('id gone lost.more { x }', 'v0.3'), wanted({ id: null }));
    expect(compileMapping(pruned)(input, {}).value).toEqual({ id: 1 });
    expect(compileMapping(pruned)(input, {}).problems.map(({ path }) => path)).toEqual(['$.lost', '$']);
  });
});

test('a problem names its place in the input, in the text, and its count', () => {
  const { problems } = compileMapping(parseMapping('rows { p { q } }', 'v0.3'))(
    { rows: [{ p: {} }, { p: {} }, {}] },
    {},
  );
  expect(problems).toEqual([
    { message: 'there is no "q" here', path: '$.rows.p.q', start: 11, end: 12, count: 2 },
    { message: 'there is no "p" here', path: '$.rows.p', start: 7, end: 8, count: 1 },
  ]);
});
