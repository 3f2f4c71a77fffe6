import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compileMapping, parseMapping, type Json } from './mapping.ts';

/** Deeper than any stack: arrays in arrays, objects in objects. */
function deep(levels: number, wrap: (inner: Json) => Json): Json {
  let value: Json = 1;
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

describe('limits', () => {
  const TOWERS = { arrays: deep(100_000, (inner) => [inner]), objects: deep(100_000, (inner) => ({ a: inner })) };

  test.each([
    'x: arrays.a',
    'x: arrays { a }',
    '$.arrays->jsonStringify',
    '$.objects->jsonStringify',
    '$.objects->eq($.objects)',
    '$.arrays->in([$.arrays])',
    '$.objects->keysToCamelCaseDeep',
    'x: objects x: objects',
    'x: arrays x: arrays',
    '$.objects->match([{ a: 1 }, 1], [@, 2])',
  ])('%s on a tower of 100,000 levels', (text) => {
    expect(() => compileMapping(parseMapping(text, 'v0.3'))(TOWERS, {})).not.toThrow();
  });

  test('a mapping that doubles its value with each step ends with a problem', () => {
    const doubled = `$${'->echo([@, @])'.repeat(60)}`;
    const { value, problems } = compileMapping(parseMapping(`${doubled}->jsonStringify`, 'v0.3'))(1, {});
    expect(value).toBeUndefined();
    expect(problems.at(-1)?.message).toContain('too large for this mapping');
  });

  test('problems are counted to 100,000 and no further', () => {
    const { problems } = compileMapping(parseMapping('x: a y: b', 'v0.3'))(
      Array.from({ length: 60_000 }, () => ({})),
      {},
    );
    expect(problems.map(({ count }) => count)).toEqual([50_000, 50_000]);
  });
});

test('a mapping that is run often gives what it gave at first, whatever its rows lack', () => {
  const run = compileMapping(parseMapping('$.rows { a b: c d e: f g { h } i constructor }', 'v0.3'));
  const whole = { a: 1, c: null, d: 'd', f: [1], g: { h: 2 }, i: true, constructor: 'x', more: 0 };
  const rows: Json[] = [whole, { ...whole, a: [] }, { a: 1 }, {}, { d: 1, i: 2 }, null, 5, { c: {}, a: 1, f: 2, d: 3 }];
  const first = JSON.stringify(run({ rows }, {}));
  for (let i = 0; i < 1_000; i++) run({ rows }, {});
  expect(JSON.stringify(run({ rows }, {}))).toBe(first);
  expect(run({ rows: [whole] }, {}).value).toEqual([
    { a: 1, b: null, d: 'd', e: [1], g: { h: 2 }, i: true, constructor: 'x' },
  ]);
});

test('keys stand as data in the code that a mapping becomes', () => {
  const keys = [
    '"',
    "'",
    '\\',
    '`${x}`',
    '\u2028',
    '*/',
    '\n',
    '__proto__',
    'constructor',
    'run',
    'x',
    'v0',
    '; throw 1; //',
  ];
  const text = (key: string): string =>
    `"${key.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const run = compileMapping(
    parseMapping(keys.map((key, at) => `"${at}": $.${text(key)} ${text(key)}`).join(' '), 'v0.3'),
  );
  const row = JSON.parse(`{${keys.map((key, at) => `${JSON.stringify(key)}:${at}`).join()}}`) as Json;
  const rows = Array.from({ length: 2_000 }, () => row);
  const expected = Object.entries(row as object).flatMap(([key, at]) => [
    [`${at}`, at],
    [key, at],
  ]);
  const given = run(rows, {}).value as readonly object[];
  for (const one of [given[0], given[1_999]]) expect(Object.entries(one ?? {}).toSorted()).toEqual(expected.toSorted());
});

test('a mapping runs as well where code from strings is forbidden', () => {
  const mapping = new URL('mapping.ts', import.meta.url);
  const script = `
    import { compileMapping, parseMapping } from ${JSON.stringify(mapping.href)};
    let isForbidden = false;
    try { new Function(''); } catch { isForbidden = true; }
    const rows = Array.from({ length: 2_000 }, (_, id) => ({ id, n: { id } }));
    const { value, problems } = compileMapping(parseMapping('id of: n.id none', 'v0.3'))(rows, {});
    console.log(JSON.stringify([isForbidden, value.at(-1), problems.map(({ count }) => count)]));`;
  const options = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8', timeout: 20_000 });
  expect([stderr, stdout.trim()]).toEqual(['', '[true,{"id":1999,"of":1999},[2000]]']);
});
