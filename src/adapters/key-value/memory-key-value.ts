import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import type { KeyValue } from '../../kernel/ports/stores/key-value.ts';
import type { Signals } from '../../kernel/ports/signals.ts';

export interface MemoryKeyValueOptions {
  /** The least used entry goes when one more comes. */
  readonly entries: number;
  readonly signals: Signals;
}

/** A `KeyValue` in this process's memory. */
export function createMemoryKeyValue({ entries, signals }: MemoryKeyValueOptions): KeyValue {
  const keyv = new Keyv({ store: boundedMap(entries) });
  // With a listener keyv answers `undefined` instead of rejecting, which is what the port promises.
  keyv.on('error', (error: unknown) =>
    signals.emit({
      level: 'warn',
      name: 'store.failed',
      message: `The memory store failed: ${String(error)}. It answers as if it were empty.`,
    }),
  );
  return {
    get: (key) => keyv.get<string>(key),
    async set(key, value, ttl) {
      await keyv.set(key, value, ttl);
    },
    async delete(key) {
      await keyv.delete(key);
    },
    async close() {
      await keyv.disconnect();
    },
  };
}

/** What keyv needs of a map. It hands times to live to `set` in its own way and keeps them itself, so they stop here. */
function boundedMap(entries: number) {
  const kept = new LRUCache<string, object>({ max: entries });
  return {
    get: (key: string) => kept.get(key),
    set: (key: string, value: object) => kept.set(key, value),
    has: (key: string) => kept.has(key),
    delete: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  };
}
