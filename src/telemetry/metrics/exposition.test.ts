import { expect, test } from 'vitest';
import { exposition, labelText, numberText } from './exposition.ts';

test.each([
  [{}, ''],
  [{ a: 'b' }, 'a="b"'],
  [{ a: 'b', c: null, d: 3 }, 'a="b",d="3"'],
  [{ a: 'say "no"\nor C:\\n' }, String.raw`a="say \"no\"\nor C:\\n"`],
])('labels %j are written %j', (labels, text) => {
  expect(labelText(labels)).toBe(text);
});

test.each([
  [0, '0'],
  [0.005, '0.005'],
  [1e21, '1e+21'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
])('the number %d is written %j', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('a family is its help, its type, and a line each sample', () => {
  const family = { name: 'x_seconds', type: 'histogram', help: 'How long.' } as const;
  const samples = [
    { suffix: '_bucket', labels: 'le="+Inf"', value: 1 },
    { suffix: '_count', labels: '', value: 1 },
  ] as const;
  expect(exposition(family, samples)).toBe(
    '# HELP x_seconds How long.\n# TYPE x_seconds histogram\nx_seconds_bucket{le="+Inf"} 1\nx_seconds_count 1\n',
  );
});
