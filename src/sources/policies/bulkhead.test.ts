import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bulkhead, NoPlace } from './bulkhead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What became of calls that asked for a place, in the order in which it did. */
function calls(bulkhead: Bulkhead) {
  const ends: string[] = [];
  const giveUps = new Map<string, () => void>();
  const enter = (name: string): void => {
    const waits = bulkhead.enter((giveUp) => void giveUps.set(name, giveUp));
    if (!waits) ends.push(`${name} in`);
    else
      void waits.then(
        () => ends.push(`${name} in`),
        (error: unknown) => ends.push(`${name} ${error instanceof NoPlace ? 'out' : String(error)}`),
      );
  };
  return { ends, enter, giveUp: (name: string) => giveUps.get(name)?.() };
}

describe('a bulkhead', () => {
  test('lets in so many, lets so many wait in order, and refuses the next', async () => {
    const bulkhead = new Bulkhead({ concurrency: 2, queue: 2, wait: 500 });
    const { ends, enter } = calls(bulkhead);
    for (const name of ['a', 'b', 'c', 'd']) enter(name);
    expect(() => enter('e')).toThrow(NoPlace);
    expect([bulkhead.inFlight, bulkhead.queued, ends]).toEqual([2, 2, ['a in', 'b in']]);
    bulkhead.leave();
    bulkhead.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect([bulkhead.inFlight, bulkhead.queued, ends]).toEqual([2, 0, ['a in', 'b in', 'c in', 'd in']]);
    bulkhead.leave();
    bulkhead.leave();
    expect([bulkhead.inFlight, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test('refuses a call that has waited too long, and the place goes to the one behind it', async () => {
    const bulkhead = new Bulkhead({ concurrency: 1, queue: 9, wait: 500 });
    const { ends, enter } = calls(bulkhead);
    enter('a');
    enter('b');
    await vi.advanceTimersByTimeAsync(300);
    enter('c');
    await vi.advanceTimersByTimeAsync(199);
    expect(ends).toEqual(['a in']);
    await vi.advanceTimersByTimeAsync(1);
    expect([ends, bulkhead.queued]).toEqual([['a in', 'b out'], 1]);
    bulkhead.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([ends, bulkhead.inFlight, bulkhead.queued]).toEqual([['a in', 'b out', 'c in'], 1, 0]);
  });

  test('a call may give up waiting once; one that is in cannot', async () => {
    const bulkhead = new Bulkhead({ concurrency: 1, queue: 9, wait: 500 });
    const { ends, enter, giveUp } = calls(bulkhead);
    for (const name of ['a', 'b', 'c']) enter(name);
    giveUp('b');
    giveUp('b');
    await vi.advanceTimersByTimeAsync(0);
    expect([ends, bulkhead.queued]).toEqual([['a in', 'b out'], 1]);
    bulkhead.leave();
    giveUp('c');
    await vi.advanceTimersByTimeAsync(1_000);
    expect([ends, bulkhead.inFlight, bulkhead.queued]).toEqual([['a in', 'b out', 'c in'], 1, 0]);
  });

  test('loses and invents no place in a hundred thousand comings and goings', async () => {
    const moves = fc.array(fc.tuple(fc.constantFrom('enter', 'enter', 'leave', 'give up', 'wait'), fc.nat(50)), {
      minLength: 1_000,
      maxLength: 1_000,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const bulkhead = new Bulkhead({ concurrency: 3, queue: 5, wait: 10 });
        const waiting = new Map<number, () => void>();
        let inside = 0;
        let next = 0;
        for (const [move, number] of steps) {
          if (move === 'enter') {
            const id = next++;
            try {
              const waits = bulkhead.enter((giveUp) => void waiting.set(id, giveUp));
              if (!waits) inside++;
              else
                void waits.then(
                  () => (waiting.delete(id), inside++),
                  () => waiting.delete(id),
                );
            } catch {
              expect([inside, waiting.size]).toEqual([3, 5]);
            }
          } else if (move === 'leave' && inside > 0) {
            inside--;
            bulkhead.leave();
          } else if (move === 'give up') [...waiting.values()][number]?.();
          else if (move === 'wait') vi.advanceTimersByTime(number);
          await Promise.resolve();
          await Promise.resolve();
          expect([bulkhead.inFlight, bulkhead.queued]).toEqual([inside, waiting.size]);
          expect(waiting.size === 0 || inside === 3).toBe(true);
        }
        vi.advanceTimersByTime(10);
        await Promise.resolve();
        await Promise.resolve();
        while (inside-- > 0) bulkhead.leave();
        expect([bulkhead.inFlight, bulkhead.queued, vi.getTimerCount()]).toEqual([0, 0, 0]);
      }),
      { seed: 6, numRuns: 100 },
    );
  }, 30_000);
});
