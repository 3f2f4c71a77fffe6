import { Keyv } from 'keyv';
import QuickLRU from 'quick-lru';
import type { KeyValue } from '../kernel/ports/key-value.ts';
import type { Signals } from '../kernel/ports/signals.ts';

export interface MemoryKeyValueOptions {
  /** The least used entry goes when one more comes. */
  readonly entries: number;
  readonly signals: Signals;
}

/** A `KeyValue` in this process's memory. */
export function createMemoryKeyValue({ entries, signals }: MemoryKeyValueOptions): KeyValue {
  const keyv = new Keyv({ store: new QuickLRU<string, unknown>({ maxSize: entries }) });
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
