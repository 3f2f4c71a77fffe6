import { conform, given, line, MISSING } from './cases.ts';

const ROWS = { rows: [{ p: { q: 1 } }, { p: { q: 2 } }, {}] };

conform('§1 contexts', [
  line('x: "A"', { A: 1 }, { x: 1 }),
  line('x: $("A")', {}, { x: 'A' }),
  line('x: true', {}, {}, 1),
  line('x: $(true)', {}, { x: true }),
  line('"two words": a', { a: 1 }, { 'two words': 1 }),
  line('"a-b": x."c d"', { x: { 'c d': 1 } }, { 'a-b': 1 }),
  line('x: $(a { b })', { a: { b: 1, c: 2 } }, { x: { b: 1 } }),
  line('x: $([1, 2,])', {}, { x: [1, 2] }),
  line('x: $({ a: 1, "b c": null, })', {}, { x: { a: 1, 'b c': null } }),
  line('', { a: 1 }, {}),
]);

conform('§1 lexical rules', [
  line('a # comment\n b', { a: 1, b: 2 }, { a: 1, b: 2 }),
  line('x: $("a # b")', {}, { x: 'a # b' }),
  line(String.raw`x: $("a\nb\t\\\"\u")`, {}, { x: 'a\nbt\\"u' }),
  line('x: $("a\nb")', {}, { x: 'a\nb' }),
  line('x: $([5., .5, 007, - 3, -2.5])', {}, { x: [5, 0.5, 7, -3, -2.5] }),
  line('A a', { A: 1, a: 2 }, { A: 1, a: 2 }),
  line('true null', { true: 1, null: 2 }, { true: 1, null: 2 }),
  line('x: $(nullable)', { nullable: 1 }, { x: 1 }),
  line('a\n.b', { a: { b: 1 } }, 1),
  line('x: a\n{ b }', { a: { b: 1 } }, { x: { b: 1 } }),
  line('$(-1->add(10))', {}, 9),
]);

conform('§1 naming', [
  line('a { b }', { a: { b: 1, c: 2 } }, { a: { b: 1 } }),
  line('a? { b }', { a: null }, {}),
  line('x: { a b }', { a: 1, b: 2 }, { x: { a: 1, b: 2 } }),
  line('id a.b { c }', { id: 1, a: { b: { c: 2 } } }, { id: 1, c: 2 }),
  line('u { a.b }', { u: { a: { b: 3 } } }, { u: 3 }),
  line('$->first { n }', [{ n: 1 }, { n: 2 }], { n: 1 }),
  line(
    'y: $("k") z: n',
    [{ n: 1 }, { n: 2 }],
    [
      { y: 'k', z: 1 },
      { y: 'k', z: 2 },
    ],
  ),
  line('$.name', { name: 'x' }, 'x'),
  line('name', { name: 'x' }, { name: 'x' }),
  line('$', [1, { a: 2 }], [1, { a: 2 }]),
]);

conform('§2.1 $ and @', [
  line('rows->map({ a: @.v, b: v })', { v: 9, rows: [{ v: 1 }] }, [{ a: 1, b: 9 }]),
  line('rows->map(@ { a: v })', { v: 9, rows: [{ v: 1 }] }, [{ a: 1 }]),
  line('n { id: $ }', { n: [7, 8] }, { n: [{ id: 7 }, { id: 8 }] }),
  line('a->as($v).b { c d: $v.k }', { a: { k: 1, b: { c: 2 } } }, { c: 2, d: 1 }),
  given(line('x: $args.a y: $args.b', {}, { x: 1 }, 1), { $args: { a: 1 } }),
  given(line('x: $args.b?', {}, {}), { $args: { a: 1 } }),
  given(line('x: $args.a', {}, { x: null }), { $args: { a: null } }),
  line('x: $args.a y: $nope', {}, {}, 2),
  given(line("$request.headers.'x-id'->first", {}, 'i'), { $request: { headers: { 'x-id': ['i', 'j'] } } }),
  given(
    line(
      'x: $this.id y: $config.k z: $env.E c: $context.c s: $status r: $response.headers.h',
      {},
      {
        x: 1,
        y: 2,
        z: 3,
        c: 4,
        s: 200,
        r: ['v'],
      },
    ),
    {
      $this: { id: 1 },
      $config: { k: 2 },
      $env: { E: 3 },
      $context: { c: 4 },
      $status: 200,
      $response: { headers: { h: ['v'] } },
    },
  ),
  given(line('ids: $batch.id', {}, { ids: [1, 2] }), { $batch: [{ id: 1 }, { id: 2 }] }),
  given(line('$batch { key: id }', {}, [{ key: 1 }, { key: 2 }]), { $batch: [{ id: 1 }, { id: 2 }] }),
]);

conform('§2.2 steps', [
  line('rows.p.q', ROWS, [1, 2, null], 2),
  line('rows.p { q }', ROWS, [{ q: 1 }, { q: 2 }, null], 2),
  line('rows { p { q } }', ROWS, { rows: [{ p: { q: 1 } }, { p: { q: 2 } }, {}] }, 1),
  line('rows.p->first', ROWS, { q: 1 }, 1),
  line('rows.p.q->size', ROWS, 3, 2),
  line('grid.x', { grid: [[{ x: 1 }], [{ x: 2 }, { x: 3 }], []] }, [[1], [2, 3], []]),
  line('out: rows { l: list->size }', { rows: [{ list: [1, 2] }] }, { out: [{ l: 2 }] }),
  line('u { k: $("c") }', { u: null }, { u: { k: 'c' } }),
  line('u { k }', { u: null }, { u: null }, 1),
  line('u { k }', { u: 5 }, { u: 5 }, 1),
  line('u { k }', { u: {} }, { u: {} }, 1),
  line('ok: $(true)', null, { ok: true }),
  line('a', null, null, 1),
  line('a', {}, {}, 1),
  line('a', [{ a: 1 }, {}], [{ a: 1 }, {}], 1),
  line('$.a.b', { a: null }, MISSING, 1),
  line('$([a, b])', { b: 1 }, [null, 1], 1),
  line('$({ x: a, y: b })', { b: 1 }, { y: 1 }, 1),
  line('$({ x: a })', {}, {}, 1),
  line('x: $(a).b', {}, {}, 1),
  line('a->jsonStringify', { a: null }, 'null'),
  line('a?->jsonStringify', { a: null }, MISSING),
]);

const CHAINING: readonly (readonly [a: object, ...cells: readonly (readonly [unknown, number])[]])[] = [
  [{}, ['–', 1], ['–', 0], ['–', 1], ['–', 0], ['–', 1], ['–', 0], ['–', 1], ['–', 0]],
  [{ a: null }, [null, 0], ['–', 0], ['–', 1], ['–', 0], ['–', 1], ['–', 0], ['–', 1], ['–', 0]],
  [{ a: {} }, [{}, 0], [{}, 0], ['–', 1], ['–', 1], ['–', 0], ['–', 0], [0, 0], [0, 0]],
  [{ a: { b: null } }, [{ b: null }, 0], [{ b: null }, 0], [null, 0], [null, 0], ['–', 0], ['–', 0], [1, 0], [1, 0]],
  [{ a: 5 }, [5, 0], [5, 0], ['–', 1], ['–', 1], ['–', 1], ['–', 1], ['–', 1], ['–', 1]],
  [
    { a: [{ b: 1 }, {}] },
    [[{ b: 1 }, {}], 0],
    [[{ b: 1 }, {}], 0],
    [[1, null], 1],
    [[1, null], 1],
    [[1, null], 1],
    [[1, null], 1],
    [2, 0],
    [2, 0],
  ],
];
const FORMS = ['$.a', '$.a?', '$.a.b', '$.a?.b', '$.a.b?', '$.a?.b?', '$.a->size', '$.a?->size'];

conform(
  '§3 optional chaining',
  CHAINING.flatMap(([input, ...cells]) =>
    cells.map(([gives, problems], index) =>
      line(
        FORMS[index] ?? '',
        JSON.parse(JSON.stringify(input)),
        gives === '–' ? MISSING : JSON.parse(JSON.stringify(gives)),
        problems,
      ),
    ),
  ),
);

conform('§3 coalescing', [
  line('$($.a ?? "r")', {}, 'r'),
  line('$($.a ?! "r")', {}, 'r'),
  line('$($.a ?? "r")', { a: null }, 'r'),
  line('$($.a ?! "r")', { a: null }, null),
  ...[false, 0, '', [], 'other'].flatMap((left) => [
    line('$($.a ?? "r")', { a: left }, left),
    line('$($.a ?! "r")', { a: left }, left),
  ]),
  line('$($.a ?? null)', { a: null }, null),
  line('$($.a ?? $.z)', { a: null }, MISSING, 1),
  line("$($.a? ?! 'x')", { a: null }, 'x'),
  line('$($.a ?! $.z)', {}, MISSING, 1),
  line('$($.a ?? $.b ?? 3)', {}, 3),
]);

conform('§2.3 merging', [
  line('id meta.inner { k }', { id: 1, meta: { inner: null } }, null, 1),
  line('id meta.inner? { k }', { id: 1, meta: { inner: null } }, { id: 1 }, 1),
  line('id out: meta.inner { k }', { id: 1, meta: { inner: null } }, { id: 1, out: null }, 1),
  line('a: x a: y', { x: { b: 1, c: { d: 1 } }, y: { c: { e: 2 }, f: 3 } }, { a: { b: 1, c: { d: 1, e: 2 }, f: 3 } }),
  line('a: x a: y', { x: [{ b: 1 }, 2, 3], y: [{ c: 1 }, 5] }, { a: [{ b: 1, c: 1 }, 5, 3] }),
  line('a: x a: y', { x: [1], y: [2, 3] }, { a: [2, 3] }),
  line('a: x a: y', { x: 1, y: null }, { a: null }),
  line('a: x a: y', { x: null, y: 1 }, { a: null }),
  line('a: x a: y', { x: 1, y: 1 }, { a: 1 }),
  line('a: x a: y', { x: 1, y: 2 }, { a: 2 }),
  line('a: x a: y', { x: 1, y: '2' }, { a: '2' }, 1),
  line('id a.b { c }', { id: 1, a: { b: [{ c: 1 }] } }, { id: 1 }, 1),
  line('id a.b { c }', { id: 1, a: {} }, { id: 1 }, 2),
  line('id a.b { id x }', { id: 1, a: { b: { id: 2, x: 3 } } }, { id: 2, x: 3 }),
  line('z a', { a: 1, z: 2 }, { z: 2, a: 1 }),
]);

conform('§8 patterns', [
  line('id fullName: full_name', { id: 1, full_name: 'F' }, { id: 1, fullName: 'F' }),
  line('$.data { id }', { data: [{ id: 1, x: 1 }] }, [{ id: 1 }]),
  line('total: count items: $.results { id }', { count: 1, results: [{ id: 1 }] }, { total: 1, items: [{ id: 1 }] }),
  line('price: { id: default_price }', { default_price: 'p' }, { price: { id: 'p' } }),
  line('id $.attributes { name }', { id: 1, attributes: { name: 'n' } }, { id: 1, name: 'n' }),
  line('$.results->first.x', { results: [{ x: 1 }] }, 1),
  line('tags->map({ name: @ }) { name }', { tags: ['a'] }, [{ name: 'a' }]),
  given(line('user: $args.input { first_name: firstName last_name: lastName }', {}, { user: { first_name: 'A' } }, 1), {
    $args: { input: { firstName: 'A' } },
  }),
  given(line('$args.cursor->match([null, $({ size: 1 })], [@, $({ from: @ })])', {}, { from: 'c' }), {
    $args: { cursor: 'c' },
  }),
]);
