import { expect, test } from 'vitest';
import { costText } from './cost-text.ts';

test.each([
  ['1 point', { formula: '1', max: 1 }],
  ['12 points', { formula: '12', max: 12 }],
  ['1 point', { formula: '0', max: 1 }],
  [
    '1 + $first × 13 points, at most 651 ($first from 1 to 50, $ids up to 3, $offset from 0)',
    {
      formula: '1 + $first × 13',
      max: 651,
      ranges: [
        { variable: 'first', min: 1, max: 50 },
        { variable: 'ids', max: 3 },
        { variable: 'offset', min: 0 },
      ],
    },
  ],
  [
    '$a + $b points, without a maximum, because $a, $b have no range',
    { formula: '$a + $b', max: 'unbounded', because: ['a', 'b'] },
  ],
])('%s', (text, cost) => expect(costText(cost)).toBe(text));
