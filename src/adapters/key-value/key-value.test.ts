import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { KeyValue } from '../../kernel/ports/stores/key-value.ts';
import { systemClock } from '../system-clock.ts';
import { createMemoryKeyValue } from './memory-key-value.ts';
import { nearAndFar } from './near-and-far.ts';
import { createRedisKeyValue } from './redis-key-value.ts';

/** What every `KeyValue` does. Redis is one that the environment names; a prefix of this run's own keeps it from others' keys. */

const signals = {
  emit({ message }: { message: string }) {
    throw new Error(message);
  },
};
const url = process.env['TOLLGATE_TEST_REDIS_URL'] ?? '';
const memory = (entries = 100): KeyValue => createMemoryKeyValue({ entries, signals });
const redis = (): KeyValue =>
  createRedisKeyValue({ url, prefix: `tollgate-test:${randomUUID()}:`, clock: systemClock, signals });

const ADAPTERS = [
  { name: 'memory', create: memory, skip: false },
  { name: 'Redis', create: redis, skip: !url },
  { name: 'memory before Redis', create: () => nearAndFar(memory(), redis()), skip: !url },
];

for (const { name, create, skip } of ADAPTERS) {
  describe.skipIf(skip)(`${name}${skip ? ' (TOLLGATE_TEST_REDIS_URL is not set)' : ''}`, () => {
    let store: KeyValue;
    const open = async (): Promise<KeyValue> => {
      store = create();
      await store.start?.();
      return store;
    };
    afterEach(() => store.close());

    test('keeps what was set, with and without a time to live, until it is deleted', async () => {
      await open();
      await store.set('a', '1');
      await store.set('b', '2', 60_000);
      expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', '2', undefined]);
      await Promise.all([store.delete('a'), store.delete('b'), store.delete('c')]);
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, undefined]);
    });

    test('the last value of a key stands', async () => {
      await open();
      await store.set('a', '1', 60_000);
      await store.set('a', '2');
      expect(await store.get('a')).toBe('2');
      await store.delete('a');
    });

    test('any text comes back as it was', async () => {
      await open();
      for (const text of ['', 'null', '{"value":1}', '"', 'ünï\n\u0000👾', 'x'.repeat(65_536)]) {
        await store.set('text', text);
        expect(await store.get('text')).toBe(text);
      }
      await store.delete('text');
    });

    test('what has lived its time is gone', async () => {
      await open();
      await store.set('short', '1', 20);
      await pause(60);
      expect(await store.get('short')).toBeUndefined();
    });

    test('many at once are told apart', async () => {
      await open();
      const keys = Array.from({ length: 50 }, (_, index) => `key${index}`);
      await Promise.all(keys.map((key) => store.set(key, `of ${key}`, 60_000)));
      expect(await Promise.all(keys.map((key) => store.get(key)))).toEqual(keys.map((key) => `of ${key}`));
      await Promise.all(keys.map((key) => store.delete(key)));
    });

    test('says of no trouble', async () => {
      await open();
      await store.get('a');
      expect(store.trouble?.()).toBeUndefined();
    });
  });
}

test('in memory the least used entry goes when one more comes', async () => {
  const store = memory(2);
  await store.set('a', '1');
  await store.set('b', '2');
  await store.get('a');
  await store.set('c', '3');
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', undefined, '3']);
});

test('what was read from afar is at hand from then on', async () => {
  const [near, far] = [memory(), memory()];
  const store = nearAndFar(near, far);
  await far.set('a', '1');
  expect(await store.get('a')).toBe('1');
  await far.delete('a');
  expect(await store.get('a')).toBe('1');
});
