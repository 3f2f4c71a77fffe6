import { expect, test } from 'vitest';
import { Histogram, SECONDS } from './histogram.ts';

test('a value on a bound belongs below it', () => {
  const histogram = new Histogram('x_seconds', 'How long.', SECONDS);
  const series = histogram.begin('k', { a: 'b' });
  for (const seconds of [0, 0.005, 0.006, 10, 10.001]) series.record(seconds);
  const lines = histogram.text().split('\n');
  expect(histogram.find('k')).toBe(series);
  expect(lines.slice(2, 5)).toEqual([
    'x_seconds_bucket{a="b",le="0.005"} 2',
    'x_seconds_bucket{a="b",le="0.01"} 3',
    'x_seconds_bucket{a="b",le="0.025"} 3',
  ]);
  expect(lines.slice(15, 19)).toEqual([
    'x_seconds_bucket{a="b",le="10"} 4',
    'x_seconds_bucket{a="b",le="+Inf"} 5',
    'x_seconds_sum{a="b"} 20.012',
    'x_seconds_count{a="b"} 5',
  ]);
});

test('past the bound all that is new is one series', () => {
  const histogram = new Histogram('x_seconds', 'How long.', SECONDS);
  for (let i = 0; i < 2_100; i++) histogram.begin(`k${i}`, { operation: `Operation${i}` }).record(1);
  const counts = histogram.text().match(/^x_seconds_count.*$/gm) ?? [];
  expect(counts).toHaveLength(2_001);
  expect(counts[0]).toBe('x_seconds_count{operation="Operation0"} 1');
  expect(counts.at(-1)).toBe('x_seconds_count{otel_metric_overflow="true"} 100');
});
