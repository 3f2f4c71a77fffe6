import { expect, test } from 'vitest';
import { ownTime } from './own-time.ts';

const exchange = (resolved: number, executed: number, calls: readonly (readonly [number, number])[]) => ({
  times: Float64Array.of(0, resolved, 0, executed),
  calls: calls.map(([startedAt, milliseconds]) => ({ startedAt, milliseconds })),
});

test.each([
  ['without calls all of it', exchange(10, 35, []), 25],
  ['without what its call took', exchange(10, 135, [[15, 100]]), 25],
  [
    'without what calls took that overlap',
    exchange(10, 135, [
      [20, 50],
      [15, 100],
    ]),
    25,
  ],
  [
    'without what lies between calls',
    exchange(10, 135, [
      [15, 10],
      [85, 30],
    ]),
    25,
  ],
  ['never less than none', exchange(10, 20, [[5, 40]]), 0],
  ['none of what was not executed', exchange(10, 0, []), null],
] as const)('%s', (_, timed, expected) => {
  expect(ownTime(timed)).toBe(expected);
});
