import { expect, test } from 'vitest';
import { allOf } from './rules.ts';

test.each([
  [[], [[]]],
  [[[['a', 'b'], ['c']]], [['c'], ['a', 'b']]],
  [[[['a']], [['b']]], [['a', 'b']]],
  [
    [
      [['a'], ['x']],
      [['b'], ['x']],
    ],
    [['x'], ['a', 'b']],
  ],
  [[[['a']], [['a', 'b'], ['a']]], [['a']]],
  [[[], [['a']]], []],
])('%j together are %j', (lists, all) => {
  expect(allOf(lists)).toEqual(all);
});
