/**
 * A small shared memory: text by key, for a time. Bounded: an entry may go before its time. No call rejects or waits
 * long: a store that fails answers as if it were empty, because nothing kept here is the only copy.
 */
export interface KeyValue {
  /** Begins to connect and waits a moment for it, no longer; left out where there is nothing to connect to. */
  readonly start?: () => Promise<void>;
  readonly get: (key: string) => Promise<string | undefined>;
  /** @param ttl milliseconds; without it the entry stays until it is crowded out. */
  readonly set: (key: string, value: string, ttl?: number) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
  /** Why it does not do its work now; left out where it cannot fail. */
  readonly trouble?: () => string | undefined;
  readonly close: () => Promise<void>;
}
