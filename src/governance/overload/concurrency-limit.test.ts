import { describe, expect, test } from 'vitest';
import { ConcurrencyLimit } from './concurrency-limit.ts';

const OPTIONS = { most: 1_000, least: 20, delay: 50, memory: 0.9 };
const CALM = { delay: 1, memory: 0.3 };

/** A limit after windows that each held 100 requests of a latency, under a pressure. */
function after(windows: readonly (readonly [latency: number, pressure?: Partial<typeof CALM>])[]) {
  const limit = new ConcurrencyLimit(OPTIONS);
  for (const [latency, pressure] of windows) {
    for (let i = 0; i < 100; i++) limit.took(latency);
    limit.adjust({ ...CALM, ...pressure });
  }
  return { limit: limit.limit, cause: limit.cause };
}

const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);

describe('the limit of what may be under way', () => {
  test.each([
    ['begins with the most', [], { limit: 1_000, cause: 'concurrency' }],
    ['stays there while all is well', times(50, [5] as const), { limit: 1_000, cause: 'concurrency' }],
    ['bears a latency that varies by little', [[1], [20], [3], [21]], { limit: 1_000, cause: 'concurrency' }],
    ['falls by as much as the latency is beyond the usual', [[10], [50]], { limit: 800, cause: 'latency' }],
    ['falls by half in one window at most', [[10], [5_000]], { limit: 500, cause: 'latency' }],
    ['falls by as much as the event loop is late', [[5, { delay: 100 }]], { limit: 500, cause: 'event_loop' }],
    ['falls while the heap is nearly full', times(2, [5, { memory: 0.95 }] as const), { limit: 640, cause: 'memory' }],
    ['names what is worst', [[10], [60, { delay: 90, memory: 0.95 }]], { limit: 555, cause: 'event_loop' }],
    ['never falls below the least', times(20, [5, { delay: 500 }] as const), { limit: 20, cause: 'event_loop' }],
  ] as const)('%s', (_, windows, expected) => {
    expect(after(windows)).toEqual(expected);
  });

  test('rises again from the least to the most within six seconds of windows', () => {
    const pressed = times(20, [5, { delay: 500 }] as const);
    expect(after([...pressed, ...times(10, [5] as const)])).toEqual({ limit: 86, cause: 'event_loop' });
    expect(after([...pressed, ...times(60, [5] as const)])).toEqual({ limit: 1_000, cause: 'concurrency' });
  });

  test('a latency that lasts becomes the usual one, slowly', () => {
    const slow = times(1_500, [100] as const);
    expect(after([[10], ...slow.slice(0, 100)]).limit).toBe(20);
    expect(after([[10], ...slow]).limit).toBe(1_000);
  });

  test('the latency of few requests says nothing', () => {
    const limit = new ConcurrencyLimit(OPTIONS);
    for (let window = 0; window < 10; window++) {
      for (let i = 0; i < 9; i++) limit.took(window === 0 ? 1 : 5_000);
      limit.adjust(CALM);
    }
    expect(limit.limit).toBe(1_000);
  });

  test('a most below the least wins', () => {
    const limit = new ConcurrencyLimit({ ...OPTIONS, most: 4 });
    limit.adjust({ ...CALM, delay: 500 });
    expect(limit.limit).toBe(4);
  });
});
