import fc from 'fast-check';
import { parse, type StringValueNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { positionsIn } from './position.ts';

/** The first string of an SDL text, as graphql-js reads it, and where its parts stand in the file. */
function read(text: string): { value: string; at: (offset: number) => number } {
  const [definition] = parse(text).definitions;
  const node: StringValueNode | undefined =
    definition?.kind === 'ScalarTypeDefinition' ? definition.description : undefined;
  if (!node?.loc) throw new Error('The text does not begin with a string.');
  const position = positionsIn({ file: 'a.graphql', text, start: node.loc.start, block: node.block ?? false });
  const lines = [...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: newline }) => index + newline.length);
  return {
    value: node.value,
    at: (offset) => {
      const { line, column } = position(offset);
      return ([0, ...lines][line - 1] ?? NaN) + column - 1;
    },
  };
}

describe('positions in an SDL string', () => {
  test.each([
    ['"id $.a" scalar S', '$', '1:5'],
    [String.raw`"x: \"A\" y" scalar S`, 'y', '1:11'],
    [String.raw`"\u0041\u{1F600} b" scalar S`, 'b', '1:18'],
    ['\n\n  """id\n    a\n  b""" scalar S', 'b', '5:3'],
    ['"""\n    a {\n      b\n    }\n""" scalar S', 'b', '3:7'],
    ['"""\r\n    a\r\n    b\r\n""" scalar S', 'b', '3:5'],
    [String.raw`"""  \""" b""" scalar S`, 'b', '1:11'],
  ])('%j', (text, searched, expected) => {
    const [definition] = parse(text).definitions;
    const node = definition?.kind === 'ScalarTypeDefinition' ? definition.description : undefined;
    const position = positionsIn({ file: 'f', text, start: node?.loc?.start ?? 0, block: node?.block ?? false });
    const { line, column } = position(node?.value.indexOf(searched) ?? 0);
    expect(`${line}:${column}`).toBe(expected);
  });

  test('every character of a block string is found where it stands in the file', () => {
    const piece = fc.constantFrom('a', ' ', '  ', '\n', '\r\n', '\t', '"', String.raw`\"""`, '{', 'é', '😀', '\\');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = `# first\n  """${pieces.join('')} z""" scalar S`;
        const isReadable = (() => {
          try {
            return read(text);
          } catch {
            return undefined;
          }
        })();
        fc.pre(isReadable !== undefined);
        const { value, at } = isReadable ?? { value: '', at: () => 0 };
        for (let offset = 0; offset < value.length; offset++) {
          if (value[offset] === '\n') continue;
          // The backslash before three quotes is no character of the value; the first quote is found at it.
          const char = text[at(offset)] === '\\' && value[offset] === '"' ? text[at(offset) + 1] : text[at(offset)];
          expect(char).toBe(value[offset]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('every character of a plain string is found where it stands in the file', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      String.raw`\"`,
      String.raw`\n`,
      String.raw`\u0062`,
      String.raw`\u{1F600}`,
      '😀',
      '{',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = `# first\n "${pieces.join('')}z" scalar S`;
        const { value, at } = read(text);
        const starts = pieces.reduce<number[]>((all, one) => [...all, (all.at(-1) ?? 10) + one.length], [10]);
        for (let offset = 0; offset < value.length; offset++) {
          if (value.codePointAt(offset) !== undefined && value.charCodeAt(offset) < 0xd800)
            expect(starts).toContain(at(offset));
        }
        expect(at(value.length - 1)).toBe(text.indexOf('z"'));
      }),
      { numRuns: 500 },
    );
  });
});
