import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compileMapping,
  METHODS,
  MappingSyntaxError,
  outputShape,
  parseMapping,
  printMapping,
  pruneMapping,
  usesOf,
  type Grammar,
  type Json,
  type Variables,
} from '../../../src/sources/mapping/mapping.ts';

/** A tree without its places, which another text of the same mapping has elsewhere. */
const bare = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value)));

const KEYS = ['a', 'b', 'id', 'true', 'null', 'toString', '__proto__', '"a b"', String.raw`"\"\\\n"`, "'x'"];
const key = fc.constantFrom(...KEYS);
const number = fc.oneof(
  fc.nat(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e6 }).map((n) => n.toFixed(7)),
);
const primitive = fc.oneof(
  fc.constantFrom('true', 'false', 'null', '"text"', String.raw`'it\'s\n'`, '""'),
  number.map((n) => `-${n}`),
  number.map(String),
);

/** Texts of mappings, by the grammar. */
function mappings(grammar: Grammar): fc.Arbitrary<string> {
  const isNew = grammar === 'v0.4';
  return fc.letrec<
    Record<'mapping' | 'list' | 'item' | 'tail' | 'path' | 'named' | 'value' | 'object' | 'block', string>
  >((tie) => {
    const steps = fc.oneof(
      { weight: 3, arbitrary: key.map((name) => `.${name}`) },
      fc.constantFrom('?.a', '?->first', '->size', '->last', '->entries', '->jsonStringify', '->not', '->fisrt'),
      fc
        .tuple(fc.constantFrom(...METHODS.keys()), fc.array(tie('value'), { maxLength: 3 }))
        .map(([name, args]) => `->${name}(${args.join(', ')})`),
      tie('value').map((value) => `->as($v, ${value})`),
    );
    const root = fc.oneof(
      key.filter((name) => /^[a-z]/i.test(name) && !['true', 'null'].includes(name)),
      fc.constantFrom('$', '@', '$args', '$this', '$v', '$nope'),
      tie('value').map((value) => `$(${value})`),
    );
    return {
      mapping: fc.oneof(tie('list'), tie('path')),
      list: fc
        .tuple(fc.array(tie('item'), { minLength: isNew ? 2 : 1, maxLength: 4 }), fc.boolean())
        .map(([items, commas]) => items.join(isNew && commas ? ', ' : ' ')),
      item: fc.oneof(
        { depthSize: 'small' },
        key,
        fc.tuple(key, tie('path')).map(([name, path]) => `${name}: ${path}`),
        fc.tuple(key, tie('block')).map(([name, block]) => `${name}: ${block}`),
        fc.tuple(key, tie('block')).map(([name, block]) => `${name}? ${block}`),
        tie('named'),
        ...(isNew
          ? [
              fc.tuple(key, tie('value')).map(([name, value]) => `${name}: ${value}`),
              tie('value').map((value) => `... ${value}`),
            ]
          : []),
      ),
      tail: fc.array(steps, { maxLength: 3, size: 'small' }).map((all) => all.join('')),
      path: fc.tuple(root, tie('tail')).map((parts) => parts.join('')),
      named: fc.tuple(tie('path'), tie('block')).map(([path, block]) => `${path}.k ${block}`),
      block: tie('list').map((list) => `{ ${list} }`),
      object: fc
        .array(fc.tuple(key, tie('value')), { maxLength: 3 })
        .map((all) => `{ ${all.map(([name, value]) => `${name}: ${value}`).join(', ')} }`),
      value: fc.oneof(
        { depthSize: 'small' },
        primitive,
        tie('path'),
        fc.tuple(fc.constantFrom('"text"', 'true', 'null', '5.0', '- .25'), tie('tail')).map((parts) => parts.join('')),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        tie('object'),
        fc.tuple(tie('path'), fc.constantFrom('??', '?!'), primitive).map((parts) => parts.join(' ')),
      ),
    };
  }).mapping;
}

const json = fc.oneof(
  fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value))),
  fc.constantFrom<Json>(
    { a: [{ a: 1, b: null }, { a: { b: [1, 'x', true] } }], b: { id: 'i', a: [] } },
    JSON.parse('{"__proto__":{"a":1},"toString":[{"id":2}],"a":{"__proto__":null}}'),
  ),
);

/** What holds for every text and every JSON. */
export function mappingProperties(grammar: Grammar, numRuns: number): void {
  test('a printed mapping reads as the same tree', () => {
    fc.assert(
      fc.property(mappings(grammar), (text) => {
        const tree = parseMapping(text, grammar);
        const printed = printMapping(tree);
        expect(bare(parseMapping(printed, grammar))).toEqual(bare(tree));
        expect(printMapping(parseMapping(printed, grammar))).toBe(printed);
      }),
      { numRuns },
    );
  });

  test('no text makes the parser throw anything but its own error', () => {
    const token = fc.constantFrom(
      ...KEYS,
      '$',
      '$(',
      '@',
      '.',
      '...',
      '->',
      '?',
      '??',
      '?!',
      ':',
      ',',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '-',
      '5',
      '.5',
      '"',
      "'",
      '#',
      '\n',
      ' ',
      '$args',
    );
    const text = fc.oneof(
      fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join('')),
      fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(' ')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, (one) => {
        try {
          parseMapping(one, grammar);
        } catch (error) {
          expect(error).toBeInstanceOf(MappingSyntaxError);
          if (!(error instanceof MappingSyntaxError)) return;
          expect(error.start).toBeGreaterThanOrEqual(0);
          expect(error.start).toBeLessThanOrEqual(one.length);
          expect(error.end).toBeGreaterThanOrEqual(error.start);
        }
      }),
      { numRuns },
    );
  });

  test('no mapping throws on any JSON, changes its input, or gives what is no JSON', () => {
    fc.assert(
      fc.property(mappings(grammar), json, json, (text, input, args) => {
        const mapping = parseMapping(text, grammar);
        const before = JSON.stringify([input, args]);
        const variables: Variables = { $args: args };
        const { value, problems } = compileMapping(mapping)(input, variables);
        expect(JSON.stringify([input, args])).toBe(before);
        const written = value === undefined ? undefined : JSON.stringify(value);
        if (value !== undefined) expect(JSON.stringify(JSON.parse(written ?? ''))).toBe(written);
        for (const { start, end, count } of problems) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(count).toBeGreaterThan(0);
        }
        usesOf(mapping);
        outputShape(mapping);
        compileMapping(pruneMapping(mapping, new Map([['a', undefined]])))(input, variables);
      }),
      { numRuns },
    );
  });
}
