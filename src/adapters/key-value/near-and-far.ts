import type { KeyValue } from '../../kernel/ports/stores/key-value.ts';

/**
 * A far store that many share, with a near one before it: what was read once is not asked for again, and stays there
 * while the far one is away. For values that never change under their key.
 */
export function nearAndFar(near: KeyValue, far: KeyValue): KeyValue {
  const both = async (work: (store: KeyValue) => Promise<void>): Promise<void> => {
    await Promise.all([work(near), work(far)]);
  };
  return {
    ...(far.start && { start: far.start }),
    async get(key) {
      const known = await near.get(key);
      if (known !== undefined) return known;
      const found = await far.get(key);
      if (found !== undefined) await near.set(key, found);
      return found;
    },
    set: (key, value, ttl) => both((store) => store.set(key, value, ttl)),
    delete: (key) => both((store) => store.delete(key)),
    ...(far.trouble && { trouble: far.trouble }),
    close: () => both((store) => store.close()),
  };
}
