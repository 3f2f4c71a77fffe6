import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Admission, type Priority } from './admission.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Milliseconds that an answer is worth waiting for. */
const WORTH = 200;
/** Milliseconds of one piece of work, of which so many run at once: what waits for a place is in nobody's hands. */
const WORK = 20;
const WORKERS = 10;
/** Pieces of work that it can do in a second. */
const CAPACITY = (WORKERS * 1_000) / WORK;

/** Something that can do only so much at once, and keeps the rest waiting for ever: a pool of a database. */
function workers() {
  const queue: (() => void)[] = [];
  let free = WORKERS;
  const next = (): void => {
    for (let begin = free > 0 && queue.shift(); begin; begin = free > 0 && queue.shift()) {
      free--;
      begin();
    }
  };
  return (done: () => void): void => {
    queue.push(() =>
      setTimeout(() => {
        free++;
        done();
        next();
      }, WORK),
    );
    next();
  };
}

interface Run {
  readonly most: number;
  /** Arrivals a second, second by second. */
  readonly rates: readonly number[];
  readonly priority?: (arrival: number) => Priority;
}

/** What came of each second's requests: answered in time, and refused after at most so many milliseconds. */
async function simulate({ most, rates, priority = () => 1 }: Run) {
  const limit = new ConcurrencyLimit({ most, least: 10, delay: 50, memory: 0.9 });
  const admission = new Admission({ queue: 20, wait: 10, reserve: 0.1 }, limit.limit);
  const work = workers();
  const seconds = rates.map(() => ({ well: 0, refused: 0, slowest: 0, byPriority: [0, 0, 0] }));
  let [now, arrivals] = [0, 0];

  const one = async (second: (typeof seconds)[number], rank: Priority): Promise<void> => {
    const came = now;
    if (!admission.enter(rank) && !(await admission.wait(rank, () => {}))) {
      second.refused++;
      second.slowest = Math.max(second.slowest, now - came);
      return;
    }
    const began = now;
    await new Promise<void>(work);
    admission.leave();
    limit.took(now - began);
    if (now - came > WORTH) return;
    second.well++;
    second.byPriority[rank] = (second.byPriority[rank] ?? 0) + 1;
  };

  for (const [second, rate] of rates.entries()) {
    const counts = seconds[second];
    for (let millisecond = 0; millisecond < 1_000; millisecond++) {
      const due = Math.floor(((millisecond + 1) * rate) / 1_000) - Math.floor((millisecond * rate) / 1_000);
      for (let i = 0; i < due && counts; i++) void one(counts, priority(arrivals++));
      now++;
      await vi.advanceTimersByTimeAsync(1);
      if (now % 100 === 0) {
        limit.adjust({ delay: 0, memory: 0 });
        admission.resize(limit.limit);
      }
    }
  }
  await vi.advanceTimersByTimeAsync(WORTH); // the last of them
  return seconds;
}

const calmThenFiveTimes = [
  ...Array.from({ length: 3 }, () => CAPACITY * 0.8),
  ...Array.from({ length: 6 }, () => 5 * CAPACITY),
];

describe('five times the load that can be borne', () => {
  test('the limit finds what can, though the config lets in a thousand; refusals are quick, and all is well again after it', async () => {
    const seconds = await simulate({ most: 1_000, rates: [...calmThenFiveTimes, 200, 200] });
    for (const { well, slowest } of seconds.slice(5, 9)) {
      expect(well).toBeGreaterThanOrEqual(0.9 * CAPACITY);
      expect(slowest).toBeLessThanOrEqual(20);
    }
    expect(seconds.at(-1)).toMatchObject({ well: 200, refused: 0 });
  });

  test('without one, nothing comes in time', async () => {
    vi.spyOn(ConcurrencyLimit.prototype, 'adjust').mockReturnValue();
    const seconds = await simulate({ most: 1e9, rates: calmThenFiveTimes });
    vi.restoreAllMocks();
    expect(seconds.at(-1)?.well).toBe(0);
  });

  test('a tenth of mutations are all served, then registered operations, free documents last', async () => {
    // Half of what can be done, of five times as much, are mutations; the rest is half registered, half free.
    const priority = (arrival: number): Priority => (arrival % 10 === 0 ? 0 : arrival % 2 === 0 ? 1 : 2);
    const seconds = await simulate({ most: WORKERS, rates: calmThenFiveTimes, priority });
    const [mutations = 0, registered = 0, free = 0] = seconds.at(-1)?.byPriority ?? [];
    expect(mutations).toBeGreaterThanOrEqual(0.99 * 0.5 * CAPACITY);
    expect(registered).toBeGreaterThan(5 * free);
    expect(mutations + registered + free).toBeGreaterThanOrEqual(0.9 * CAPACITY);
  });
});
