import type { Received } from '../exchange.ts';

export interface CallOptions {
  /** Values for the `{names}` of the path. A value never changes the path's shape: it is encoded, and `.` and `..` are refused. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Query parameters; arrays repeat the name, `null` and `undefined` leave it out. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
}

/** Loads many keys as one call, once each a request. */
export interface Loader<K, V> {
  readonly load: (key: K) => Promise<V>;
  readonly loadMany: (keys: readonly K[]) => Promise<(V | Error)[]>;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface WriteOptions extends CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as `idempotency-key`; only a write that bears one is tried again when its answer is lost. */
  readonly idempotencyKey?: string;
}

/**
 * Calls one source for one request, through its pool, timeout, retries, breaker and bulkhead.
 *
 * Answers are the parsed JSON body (`undefined` for 204). Every failure is a `GatewayError` naming the source: 404 is
 * `NOT_FOUND`, 409 `CONFLICT`, 412 `PRECONDITION_FAILED`, 400 and 422 `BAD_USER_INPUT`, the rest `UPSTREAM_*`.
 */
export interface SourceClient {
  readonly get: <T>(path: string, options?: CallOptions) => Promise<T>;
  readonly post: <T>(path: string, options?: WriteOptions) => Promise<T>;
  readonly put: <T>(path: string, options?: WriteOptions) => Promise<T>;
  readonly patch: <T>(path: string, options?: WriteOptions) => Promise<T>;
  readonly delete: <T>(path: string, options?: WriteOptions) => Promise<T>;
  /**
   * The request's own DataLoader of that name, made on first use: keys asked for in one tick become one call of `batch`.
   * `batch` answers in the order of the keys, with an `Error` or `null` where one has none.
   */
  readonly loader: <K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) => Loader<K, V>;
}

/** Makes the clients of a request, for code resolvers. */
export interface SourceClients {
  readonly forExchange: (exchange: Received) => Readonly<Record<string, SourceClient>>;
}
