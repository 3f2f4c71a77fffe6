import { describe, expect, test } from 'vitest';
import { grammarOf, MappingSyntaxError, parseMapping, type Grammar } from '../../../src/sources/mapping/mapping.ts';
import { conform, given, line, MISSING, v4 } from './cases.ts';

/** A mapping that does not parse: where the mistake stands and what is said. */
const WRONG: readonly (readonly [mapping: string, start: number, message: string])[] = [
  ['id a.b', 3, 'Found `a`, but a path among others needs a name (`name: path`) or a `{ … }` that tells its keys.'],
  ['x { id a->first }', 7, 'Found `a`, but a path among others needs a name'],
  ['.a', 0, 'a path cannot start with a dot; write `$.key`.'],
  ['x: .a', 3, 'a path cannot start with a dot; write `$.key`.'],
  ['a.', 2, 'Found the end, but expected a key behind `.`.'],
  ['a.->first', 2, 'Found `->`, but expected a key behind `.`.'],
  ['a.5', 1, 'Found `.5`, but expected a key or a path.'],
  ['a->', 3, 'Found the end, but expected the name of a method behind `->`.'],
  ['a->"first"', 3, 'expected the name of a method behind `->`.'],
  ['a: "b', 3, 'This text is not closed; expected ".'],
  ["a: 'b\\'", 3, "This text is not closed; expected '."],
  ['a??', 1, 'an alternative stands only inside of `$( … )` before connect/v0.4.'],
  ['a? ?', 3, 'Found `?`, but expected a key or a path.'],
  ['$(a ??)', 6, 'Found `)`, but expected a value.'],
  ['$(a ?? b ?! c)', 9, '`??` and `?!` do not mix; group one of them with `$( … )`.'],
  ['...a', 0, '`...` needs connect/v0.4; link that version or name the path.'],
  ['a { b', 5, 'Found the end, but expected a key, a path or `}`.'],
  ['a }', 2, 'Found `}`, but expected a key or a path.'],
  ['$(a', 3, 'Found the end, but expected `)`.'],
  ['$([1', 4, 'expected `,` or `]`.'],
  ['a->map(@', 8, 'expected `,` or `)`.'],
  ['$(1,)', 3, 'Found `,`, but expected `)`.'],
  ['a, b', 1, 'selections stand without commas before connect/v0.4.'],
  ['x: 5', 3, 'a number stands only in an expression; write `$(5)`.'],
  ['x: a ?? b', 5, 'an alternative stands only inside of `$( … )`'],
  ['x: ->first', 3, 'Found `->`, but expected a key or a path.'],
  ['{ y }', 0, 'a group needs a name; write `name: { … }`.'],
  ['a-b', 1, 'Found `-`, but expected a key or a path.'],
  ['$(1e3)', 3, 'Found `e3`, but expected `)`.'],
  ['$(+1)', 2, '"+" has no meaning here.'],
  ['$({a})', 4, 'Found `}`, but expected `:` and a value.'],
  ['$({a: 1 b: 2})', 8, 'Found `b`, but expected `,` or `}`.'],
  ['é', 0, '"é" has no meaning here. A name of other letters is quoted.'],
  ['a { b }->first', 7, 'Found `->`, but expected a key or a path.'],
  ['x: { a }->first', 8, 'Found `->`, but expected a key or a path.'],
  [`${'a { '.repeat(300)}b${' }'.repeat(300)}`, 1028, 'this has more than 256 levels and steps within each other.'],
  [`a${'.a'.repeat(300)}`, 515, 'this has more than 256 levels and steps within each other.'],
  ['a'.repeat(300_000), 0, 'A mapping has at most 262144 characters; this one has 300000.'],
  [`$(${'9'.repeat(400)})`, 2, 'this number is too large.'],
];

function mistake(mapping: string, grammar: Grammar): MappingSyntaxError | undefined {
  try {
    parseMapping(mapping, grammar);
    return undefined;
  } catch (error) {
    if (error instanceof MappingSyntaxError) return error;
    throw error;
  }
}

describe('what does not parse', () => {
  test.each(WRONG.map((one) => [one[0].slice(0, 40), ...one] as const))('§1 %s', (_name, mapping, start, message) => {
    const error = mistake(mapping, 'v0.3');
    expect(error?.message).toContain(message);
    expect(error?.start).toBe(start);
  });

  test('§1: `$` and a name with a blank between are two paths', () => {
    expect(mistake('$ args', 'v0.3')?.message).toContain('a path among others needs a name');
    expect(mistake('x: $ args', 'v0.3')).toBeUndefined();
  });

  test.each([
    ['a, b c', 5, 'expected `,` as between the selections before'],
    ['a b, c', 3, 'the selections before stand without commas'],
    ['a.b, c', 0, 'a path among others needs a name'],
    ['x: a ?? b ?! c', 10, 'do not mix'],
    ['x: -', 4, 'expected a number behind `-`'],
    ['{ a, b', 6, 'Found the end'],
    ['...', 3, 'expected a value'],
    ['a ?? ', 5, 'expected a value'],
  ] as const)('§0 v0.4 %s', (mapping, start, message) => {
    const error = mistake(mapping, 'v0.4');
    expect(error?.message).toContain(message);
    expect(error?.start).toBe(start);
  });

  test.each([
    ['v0.1', 'v0.3'],
    ['v0.2', 'v0.3'],
    ['v0.3', 'v0.3'],
    ['v0.4', 'v0.4'],
    ['v0.5', 'v0.4'],
    ['v0.10', 'v0.4'],
    ['v1.0', 'v0.4'],
  ] as const)('§0 connect/%s has the grammar of %s', (version, grammar) => {
    expect(grammarOf(version)).toBe(grammar);
  });
});

const ROOM = { kind: 'book', pages: 3, minutes: 9, id: 1 };
const ARMS = '["book", { __typename: "Book", pages: pages }], ["movie", { __typename: "Movie", minutes }], [@, null]';

conform('§0 v0.4', [
  v4(line('x: "A"', { A: 1 }, { x: 'A' })),
  v4(line('x: $."A"', { A: 1 }, { x: 1 })),
  v4(line('x: true y: null z: -5 w: [1, a]', { a: 2 }, { x: true, y: null, z: -5, w: [1, 2] })),
  v4(line('x: a ?? "d"', {}, { x: 'd' })),
  v4(line('x: "a,b"->split(",")', {}, { x: ['a', 'b'] })),
  v4(line('a, b,', { a: 1, b: 2 }, { a: 1, b: 2 })),
  v4(line('a { b, c }', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } })),
  v4(line('"a" b', { a: 1, b: 2 }, { a: 1, b: 2 })),
  v4(line('name', { name: 1 }, { name: 1 })),
  v4(line('a.b', { a: { b: 1 } }, 1)),
  v4(line('a.b ?? 5', {}, 5)),
  v4(line('$status->eq(200)', {}, MISSING, 1)),
  v4(line('true', {}, true)),
  v4(line('"text"', {}, 'text')),
  v4(line('x: { a b }', { a: 1, b: 2 }, { x: { a: 1, b: 2 } })),
  v4(line('x: { a b }->size', { a: 1, b: 2 }, { x: 2 })),
  v4(line('x: { a b } ?? 5', { a: 1, b: 2 }, { x: { a: 1, b: 2 } })),
  v4(line('{ a, n: { b: 1, c } }', { a: 1, c: 2 }, { a: 1, n: { b: 1, c: 2 } })),
  v4(line('{ "a": [1, { "b": null }], "c": "d" }', {}, { a: [1, { b: null }], c: 'd' })),
  v4(line('v->echo({ n: { m: @ } })', { v: 5 }, { n: { m: 5 } })),
  v4(line('$({ minutes })', ROOM, { minutes: 9 })),
  v4(line(`id ... kind->match(${ARMS})`, ROOM, { id: 1, __typename: 'Book', pages: 3 })),
  v4(line(`id ... kind->match(${ARMS})`, { ...ROOM, kind: 'movie' }, { id: 1, __typename: 'Movie', minutes: 9 })),
  v4(line(`id ... kind->match(${ARMS})`, { ...ROOM, kind: 'podcast' }, null)),
  v4(line('id ... a', { id: 1, a: { b: 2 } }, { id: 1, b: 2 })),
  v4(line('id ...a...b', { id: 1, a: { c: 2 }, b: { d: 3 } }, { id: 1, c: 2, d: 3 })),
  v4(line('id ... a', { id: 1, a: [1] }, { id: 1 }, 1)),
  v4(line('id ... a', { id: 1 }, { id: 1 }, 2)),
  v4(line('id ... { x: 1 }', { id: 1 }, { id: 1, x: 1 })),
  v4(
    given(line('{ channel: $args.channel, kind: "message" }', {}, { channel: 'C1', kind: 'message' }), {
      $args: { channel: 'C1' },
    }),
  ),
]);

conform('§9 keys that plain objects inherit', [
  line('toString constructor', {}, {}, 2),
  line('x: $.constructor.name', {}, {}, 1),
  line('x: __proto__', {}, {}, 1),
  line('x: __proto__.a hasOwnProperty', JSON.parse('{"__proto__":{"a":1},"hasOwnProperty":2}'), {
    x: 1,
    hasOwnProperty: 2,
  }),
  line(
    '__proto__ x',
    JSON.parse('{"__proto__":{"polluted":1},"x":2}'),
    JSON.parse('{"__proto__":{"polluted":1},"x":2}'),
  ),
  line('$({ "__proto__": a })', { a: 1 }, JSON.parse('{"__proto__":1}')),
  line('a: x a: y', JSON.parse('{"x":{"__proto__":{"b":1}},"y":{"__proto__":{"c":2}}}'), {
    a: JSON.parse('{"__proto__":{"b":1,"c":2}}'),
  }),
  line(
    '$->keysToCamelCase',
    JSON.parse('{"constructor":1,"to_string":2}'),
    JSON.parse('{"constructor":1,"toString":2}'),
  ),
  line('$->entries', JSON.parse('{"__proto__":1}'), [{ key: '__proto__', value: 1 }]),
]);

test('§9: nothing that a mapping makes has inherited names, and no prototype is changed', () => {
  const made: unknown = Object.getPrototypeOf(JSON.parse('{}'));
  expect(Object.keys(Object(made))).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
