import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallWindow } from './call-window.ts';

test.each<[string, readonly [number, boolean][], readonly [calls: number, sick: number]]>([
  ['nothing', [], [0, 0]],
  [
    'calls of one moment',
    [
      [5, true],
      [5, false],
      [5, true],
    ],
    [3, 2],
  ],
  [
    'a call that has just not left',
    [
      [0, true],
      [999, false],
    ],
    [2, 1],
  ],
  [
    'a call that has',
    [
      [0, true],
      [1_000, false],
    ],
    [1, 0],
  ],
  [
    'only the last after a long pause',
    [
      [0, true],
      [100, true],
      [99_999, false],
    ],
    [1, 0],
  ],
  [
    'a clock that begins late',
    [
      [1e12, true],
      [1e12 + 1, true],
    ],
    [2, 2],
  ],
])('holds %s', (_, added, expected) => {
  const window = new CallWindow(1_000);
  for (const [now, isSick] of added) window.add(now, isSick);
  expect([window.calls, window.sick]).toEqual(expected);
});

test('holds what was added in the last ten tenths, however it came', () => {
  const additions = fc.array(fc.tuple(fc.nat(400), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(additions, (steps) => {
      const window = new CallWindow(1_000);
      const added: (readonly [number, boolean])[] = [];
      let now = 0;
      for (const [step, isSick] of steps) {
        now += step;
        added.push([now, isSick]);
        window.add(now, isSick);
        const recent = added.filter(([at]) => Math.floor(at / 100) > Math.floor(now / 100) - 10);
        expect([window.calls, window.sick]).toEqual([recent.length, recent.filter(([, sick]) => sick).length]);
      }
    }),
    { seed: 6 },
  );
});
