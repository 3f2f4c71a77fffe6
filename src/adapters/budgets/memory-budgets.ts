import { LRUCache } from 'lru-cache';
import type { Charge, LocalBudgetStore } from '../../kernel/ports/stores/budget-store.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Keys that are counted at most, half a kilobyte each: whoever was not seen for longest is counted anew. */
const MOST_KEYS = 20_000;

/** Budgets counted by this process, in memory that does not grow. */
export function createMemoryBudgets(clock: Pick<Clock, 'elapsed'>): LocalBudgetStore {
  const windows = new LRUCache<string, SlidingWindow>({ max: MOST_KEYS });
  const windowOf = ({ key, window }: Charge): SlidingWindow => {
    const known = windows.get(key);
    if (known) return known;
    const made = new SlidingWindow(window);
    windows.set(key, made);
    return made;
  };
  return {
    reserve(charges) {
      const now = clock.elapsed();
      const touched = charges.map(windowOf);
      const standings = charges.map((charge, index) => touched[index]?.standing(now, charge) ?? NONE);
      const isGranted = standings.every(({ roomIn }) => roomIn === 0);
      if (!isGranted) return { isGranted, standings, settle: nothing };
      const spans = charges.map(({ amount }, index) => touched[index]?.take(now, amount) ?? 0);
      let settled = false;
      return {
        isGranted,
        standings: charges.map((charge, index) => touched[index]?.standing(now, { ...charge, amount: 0 }) ?? NONE),
        settle(amounts) {
          if (settled) return;
          settled = true;
          const then = clock.elapsed();
          for (const [index, { amount }] of charges.entries()) {
            const difference = (amounts[index] ?? amount) - amount;
            if (difference !== 0) touched[index]?.correct(then, spans[index] ?? 0, difference);
          }
        },
      };
    },
    async close() {
      windows.clear();
    },
  };
}

const NONE = { remaining: 0, moreIn: 0, roomIn: 0 };
const nothing = (): void => {};
