import { expect, test } from 'vitest';
import { createMemoryKeyValue } from './memory-key-value.ts';

const create = (entries: number) =>
  createMemoryKeyValue({
    entries,
    signals: {
      emit(signal) {
        throw new Error(signal.message);
      },
    },
  });

test('keeps what was set, with and without a time to live, until it is deleted', async () => {
  const store = create(10);
  await store.set('a', '1');
  await store.set('b', '2', 60_000);
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', '2', undefined]);
  await store.delete('a');
  expect(await store.get('a')).toBeUndefined();
  await store.close();
});

test('the least used entry goes when one more comes', async () => {
  const store = create(2);
  await store.set('a', '1');
  await store.set('b', '2');
  await store.get('a');
  await store.set('c', '3');
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', undefined, '3']);
});
