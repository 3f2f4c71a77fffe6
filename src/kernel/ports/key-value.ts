/**
 * A small shared memory: text by key, for a time. Bounded: an entry may go before its time. No call rejects: a store
 * that fails answers as if it were empty, because nothing kept here is the only copy.
 */
export interface KeyValue {
  readonly get: (key: string) => Promise<string | undefined>;
  /** @param ttl milliseconds; without it the entry stays until it is crowded out. */
  readonly set: (key: string, value: string, ttl?: number) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
  readonly close: () => Promise<void>;
}
