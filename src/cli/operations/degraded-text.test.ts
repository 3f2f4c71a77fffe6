import { expect, test } from 'vitest';
import { degradedLines } from './degraded-text.ts';

test('what is lost with each source is told a line a source, the whole answer in words', () => {
  expect(degradedLines({ airports: ['trip.legs.from', 'trip.legs.to'], clock: ['trip.now'], trips: [''] })).toEqual([
    'While a source is out:',
    '  airports  trip.legs.from, trip.legs.to are null',
    '  clock     trip.now is null',
    '  trips     data is null: nothing is left of the answer',
  ]);
  expect(degradedLines(undefined)).toEqual(['It calls no source, so nothing of its answer can be lost with one.']);
});
