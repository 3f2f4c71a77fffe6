import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { BudgetStore, Charge } from '../../kernel/ports/stores/budget-store.ts';
import { systemClock } from '../system-clock.ts';
import { createMemoryBudgets } from './memory-budgets.ts';
import { createSharedBudgets } from './shared-budgets.ts';

/** What every `BudgetStore` does. Redis is one that the environment names; a prefix of this run's own keeps it from others' keys. */

const signals = {
  emit({ message }: { message: string }) {
    throw new Error(message);
  },
};
const url = process.env['TOLLGATE_TEST_REDIS_URL'] ?? '';
const memory = (): BudgetStore => createMemoryBudgets(systemClock);
const prefix = (): string => `tollgate-test:${randomUUID()}:`;
const redis = (): BudgetStore =>
  createSharedBudgets({ url, prefix: prefix(), near: createMemoryBudgets(systemClock), signals });

const ADAPTERS = [
  { name: 'memory', create: memory, skip: false },
  { name: 'Redis', create: redis, skip: !url },
];

const charge = (amount: number, more: Partial<Charge> = {}): Charge => ({
  key: 'a',
  quota: 10,
  window: 60_000,
  amount,
  ...more,
});

for (const { name, create, skip } of ADAPTERS) {
  describe.skipIf(skip)(`${name}${skip ? ' (TOLLGATE_TEST_REDIS_URL is not set)' : ''}`, () => {
    let store: BudgetStore;
    const open = async (): Promise<BudgetStore> => {
      store = create();
      await store.start?.();
      return store;
    };
    afterEach(() => store.close());
    const take = async (...charges: readonly Charge[]) => {
      const { isGranted, standings } = await store.reserve(charges);
      return [isGranted, ...standings.map(({ remaining }) => remaining)];
    };

    test('takes until the quota is spent, and tells when there is room', async () => {
      await open();
      expect(await take(charge(0))).toEqual([true, 10]);
      expect(await take(charge(4))).toEqual([true, 6]);
      expect(await take(charge(6))).toEqual([true, 0]);
      const { isGranted, standings } = await store.reserve([charge(1)]);
      expect(isGranted).toBe(false);
      expect(standings[0]?.roomIn).toBeGreaterThan(59_000);
      expect(standings[0]?.roomIn).toBeLessThanOrEqual(61_300);
      expect(await take(charge(0))).toEqual([true, 0]);
    });

    test('takes from all or from none', async () => {
      await open();
      const small = { key: 'b', quota: 3 };
      expect(await take(charge(2), charge(2, small))).toEqual([true, 8, 1]);
      expect(await take(charge(2), charge(2, small))).toEqual([false, 8, 1]);
      expect(await take(charge(1), charge(1, small))).toEqual([true, 7, 0]);
    });

    test('what was not used is given back, and what was used besides is taken', async () => {
      await open();
      const less = await store.reserve([charge(8), charge(1, { key: 'b' })]);
      less.settle([3, 1]);
      less.settle([0, 0]);
      expect(await take(charge(0), charge(0, { key: 'b' }))).toEqual([true, 7, 9]);
      const more = await store.reserve([charge(2)]);
      more.settle([9]);
      expect(await take(charge(0))).toEqual([true, 0]);
      expect((await take(charge(1)))[0]).toBe(false);
    });

    test('what was taken leaves when its window is over', async () => {
      await open();
      const short = { window: 100 };
      expect(await take(charge(10, short))).toEqual([true, 0]);
      expect((await take(charge(1, short)))[0]).toBe(false);
      await pause(130);
      expect(await take(charge(10, short))).toEqual([true, 0]);
    });

    test('many at once never take more than there is', async () => {
      await open();
      const all = await Promise.all(Array.from({ length: 50 }, () => take(charge(1))));
      expect(all.filter(([isGranted]) => isGranted)).toHaveLength(10);
    });

    test('says of no trouble', async () => {
      await open();
      expect(store.trouble?.()).toBeUndefined();
    });
  });
}

/** A clock that the test moves. */
function ticking() {
  let now = 12_345;
  return { elapsed: () => now, advance: (milliseconds: number) => (now += milliseconds) };
}

test('no window holds more than its quota, wherever it begins', () => {
  const clock = ticking();
  const store = createMemoryBudgets(clock);
  const granted: number[] = [];
  // Bursts at all sorts of distances, among them one just before and one just after each boundary of a fixed window.
  for (let step = 0; step < 20_000; step++) {
    clock.advance([1, 7, 40, 0, 333][step % 5] ?? 0);
    if (store.reserve([charge(1, { quota: 50, window: 1_000 })]).isGranted) granted.push(clock.elapsed());
  }
  // The 51st after any one comes when the window that begins with it is over.
  const distances = granted.slice(50).map((at, index) => at - (granted[index] ?? 0));
  expect(distances.length).toBeGreaterThan(1_000);
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(1_000);
});

test('at twice the rate, one by one or in bursts, between 95 and 100 % of the quota comes through', () => {
  for (const burst of [1, 10]) {
    const clock = ticking();
    const store = createMemoryBudgets(clock);
    let granted = 0;
    for (let step = 0; step < 20_000 / burst; step++) {
      for (let one = 0; one < burst; one++)
        if (store.reserve([charge(1, { quota: 100, window: 1_000 })]).isGranted) granted++;
      clock.advance(5 * burst);
    }
    expect(granted / (100 * 100)).toBeGreaterThan(0.95);
    expect(granted / (100 * 101)).toBeLessThanOrEqual(1);
  }
});

test('keys that nobody asks for any more make room for others', () => {
  const clock = ticking();
  const store = createMemoryBudgets(clock);
  for (let key = 0; key < 25_000; key++) store.reserve([charge(10, { key: `k${key}` })]);
  expect(store.reserve([charge(1, { key: 'k24999' })]).isGranted).toBe(false);
  expect(store.reserve([charge(1, { key: 'k0' })]).isGranted).toBe(true);
});
