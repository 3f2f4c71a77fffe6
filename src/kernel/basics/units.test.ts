import { expect, test } from 'vitest';
import { duration, size, waitingTime } from './units.ts';

test.each([
  ['150ms', 150],
  ['2s', 2_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(duration().parse(text)).toBe(milliseconds);
});

test.each([
  ['512B', 512],
  ['16KiB', 16_384],
  ['1MiB', 1_048_576],
  ['1MB', 1_000_000],
])('%s is %i bytes', (text, bytes) => {
  expect(size().parse(text)).toBe(bytes);
});

test.each(['', '2', 's', '-1s', '2 s', '2S', '1e3s', '2sx'])('%j is no duration', (text) => {
  expect(duration().safeParse(text).success).toBe(false);
});

test.each(['0s', '0.5ms', '25d'])('%j is nothing to wait for', (text) => {
  expect(waitingTime().safeParse(text).success).toBe(false);
});

test.each(['1ms', '24d'])('%j can be waited for', (text) => {
  expect(waitingTime().safeParse(text).success).toBe(true);
});
