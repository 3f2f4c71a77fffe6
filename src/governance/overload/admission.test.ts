import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Admission, type Priority } from './admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MUTATION = 0;
const REGISTERED = 1;
const FREE = 2;

/** What became of requests that asked for a place, in the order in which it did. */
function requests(admission: Admission) {
  const ends: string[] = [];
  const giveUps = new Map<string, () => void>();
  const ask = (name: string, priority: Priority): void => {
    if (admission.enter(priority)) {
      ends.push(`${name} in`);
      return;
    }
    const waits = admission.wait(priority, (giveUp) => void giveUps.set(name, giveUp));
    if (!waits) ends.push(`${name} out`);
    else void waits.then((entered) => ends.push(`${name} ${entered ? 'in' : 'out'}`));
  };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { ends, ask, settle, giveUp: (name: string) => giveUps.get(name)?.() };
}

describe('places for requests', () => {
  test('some of them are kept for registered operations, and some for mutations', async () => {
    const { ends, ask } = requests(new Admission({ queue: 0, wait: 10, reserve: 0.25 }, 4));
    for (const name of ['a', 'b', 'c']) ask(name, FREE);
    for (const name of ['d', 'e']) ask(name, REGISTERED);
    for (const name of ['f', 'g']) ask(name, MUTATION);
    expect(ends).toEqual(['a in', 'b in', 'c out', 'd in', 'e out', 'f in', 'g out']);
  });

  test.each([[FREE], [REGISTERED], [MUTATION]] as const)('of one place all may have a turn: %i', (priority) => {
    const admission = new Admission({ queue: 0, wait: 10, reserve: 0.5 }, 1);
    expect([admission.enter(priority), admission.enter(MUTATION)]).toEqual([true, false]);
    admission.leave();
    expect(admission.underWay).toBe(0);
  });

  test('one that is free goes to the highest priority, and there to who came first', async () => {
    const admission = new Admission({ queue: 9, wait: 10, reserve: 0 }, 1);
    const { ends, ask, settle } = requests(admission);
    ask('a', FREE);
    ask('b', FREE);
    ask('c', REGISTERED);
    ask('d', MUTATION);
    ask('e', MUTATION);
    for (let i = 0; i < 5; i++) {
      admission.leave();
      await settle();
    }
    expect(ends).toEqual(['a in', 'd in', 'e in', 'c in', 'b in']);
    expect([admission.underWay, admission.queued, vi.getTimerCount()]).toEqual([0, 0, 0]);
  });

  test('where the queue is full, the last of the lowest priority gives way to a higher one', async () => {
    const admission = new Admission({ queue: 2, wait: 10, reserve: 0 }, 1);
    const { ends, ask, settle } = requests(admission);
    ask('a', FREE);
    ask('b', FREE);
    ask('c', REGISTERED);
    ask('d', FREE);
    ask('e', REGISTERED);
    await settle();
    ask('f', REGISTERED);
    ask('g', MUTATION);
    await settle();
    expect(ends).toEqual(['a in', 'd out', 'b out', 'f out', 'e out']);
    expect(admission.queued).toBe(2);
  });

  test('who waits too long, or gives up, is out', async () => {
    const admission = new Admission({ queue: 9, wait: 10, reserve: 0 }, 1);
    const { ends, ask, giveUp } = requests(admission);
    ask('a', FREE);
    ask('b', FREE);
    await vi.advanceTimersByTimeAsync(5);
    ask('c', FREE);
    ask('d', FREE);
    giveUp('c');
    giveUp('c');
    await vi.advanceTimersByTimeAsync(5);
    expect(ends).toEqual(['a in', 'c out', 'b out']);
    admission.leave();
    giveUp('d');
    await vi.advanceTimersByTimeAsync(50);
    expect([ends.at(-1), admission.underWay, vi.getTimerCount()]).toEqual(['d in', 1, 0]);
  });

  test('those who wait come in when there are more places; fewer turn nobody out', async () => {
    const admission = new Admission({ queue: 9, wait: 10, reserve: 0 }, 2);
    const { ends, ask, settle } = requests(admission);
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name, FREE);
    admission.resize(4);
    await settle();
    expect(ends).toEqual(['a in', 'b in', 'c in', 'd in']);
    admission.resize(1);
    admission.leave();
    expect([admission.underWay, admission.queued]).toEqual([3, 1]);
  });

  test('none is lost or invented in twenty thousand comings and goings', async () => {
    const move = fc.tuple(fc.constantFrom('ask', 'ask', 'leave', 'give up', 'wait', 'resize'), fc.nat(30));
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 500, maxLength: 500 }), async (moves) => {
        const admission = new Admission({ queue: 5, wait: 10, reserve: 0.2 }, 5);
        const waiting = new Map<number, () => void>();
        let [inside, next] = [0, 0];
        for (const [what, number] of moves) {
          if (what === 'ask') {
            const [id, priority] = [next++, [MUTATION, REGISTERED, FREE][number % 3] as Priority];
            const isFull = admission.isFull(priority);
            const waits = admission.enter(priority) || admission.wait(priority, (giveUp) => waiting.set(id, giveUp));
            expect(isFull).toBe(waits === false);
            if (waits === true) inside++;
            else if (waits)
              void waits.then((entered) => {
                waiting.delete(id);
                if (entered) inside++;
              });
          } else if (what === 'leave' && inside > 0) {
            inside--;
            admission.leave();
          } else if (what === 'give up') [...waiting.values()][number]?.();
          else if (what === 'wait') vi.advanceTimersByTime(number);
          else if (what === 'resize') admission.resize(1 + number);
          await Promise.resolve();
          expect([admission.underWay, admission.queued]).toEqual([inside, waiting.size]);
          expect(waiting.size).toBeLessThanOrEqual(5);
        }
        vi.advanceTimersByTime(10);
        while (inside-- > 0) admission.leave();
        expect([admission.underWay, admission.queued, vi.getTimerCount()]).toEqual([0, 0, 0]);
      }),
      { seed: 8, numRuns: 40 },
    );
  }, 30_000);
});
