import { Redis } from 'ioredis';

/** Milliseconds for a connection to stand, and for the start of the gateway to wait for the first. */
export const LONGEST_CONNECT = 1_000;

/** What a connection is to be. */
interface RedisSettings {
  readonly url: string;
  /** Stands before every key. */
  readonly prefix: string;
  /** Milliseconds for Redis to answer before a command has failed. */
  readonly longestAnswer: number;
}

/** A connection that nobody waits for long, and that comes back by itself. It is not open yet. */
export function redisOf({ url, prefix, longestAnswer }: RedisSettings): Redis {
  return new Redis(url, {
    keyPrefix: prefix,
    lazyConnect: true,
    connectTimeout: LONGEST_CONNECT,
    commandTimeout: longestAnswer,
    // By default a command waits 74 s for a Redis that is away, and until the end of days for one that hangs.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
    // After a failover the old address may be that of a replica.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  });
}
