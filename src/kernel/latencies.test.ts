import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Latencies } from './latencies.ts';

function of(values: readonly number[]): Latencies {
  const latencies = new Latencies();
  for (const value of values) latencies.record(value);
  return latencies;
}

test('nothing says nothing, and keeps everything', () => {
  expect([new Latencies().percentile(50), new Latencies().keeps(99, 1)]).toEqual([null, true]);
});

test('a percentile is true to a twentieth, whatever was recorded', () => {
  const values = fc.array(fc.double({ min: 0.06, max: 1_000_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.constantFrom(50, 95, 99), (all, percent) => {
      const exact = all.toSorted((a, b) => a - b)[Math.ceil((all.length * percent) / 100) - 1] ?? 0;
      const found = of(all).percentile(percent) ?? 0;
      expect(found / exact).toBeGreaterThan(0.94);
      expect(found / exact).toBeLessThan(1.06);
    }),
  );
});

test.each([
  [95, 100, 95, true],
  [94, 100, 95, false],
  [100, 100, 99, true],
  [49, 100, 50, false],
])('%d quick ones of %d keep p%d: %s', (quick, all, percent, kept) => {
  const latencies = of(Array.from({ length: all }, (_, index) => (index < quick ? 99 : 200)));
  expect(latencies.keeps(percent, 100)).toBe(kept);
});

test('two are as one', () => {
  const both = of([1, 2]);
  both.add(of([300]));
  expect([both.count, both.percentile(99)]).toEqual([3, of([300]).percentile(50)]);
  both.clear();
  expect([both.count, both.percentile(99)]).toEqual([0, null]);
});

test.each([
  [0, 0.05],
  [-1, 0.05],
  [1e12, 1_710_000],
])('%d milliseconds are kept at the edge', (value, kept) => {
  expect(of([value]).percentile(99)).toBe(kept);
});
