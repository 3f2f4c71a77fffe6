import { Keyv } from 'keyv';
import type { KeyValue } from '../../kernel/ports/stores/key-value.ts';
import { Outage } from './outage.ts';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection.ts';

/** A `KeyValue` in Redis, which many may share. */
export function createRedisKeyValue(options: RedisConnectionOptions): KeyValue {
  const redis = new RedisConnection(options);
  const refusing = new Outage(
    'Redis refuses what it is asked',
    'What is new is not shared meanwhile.',
    options.signals,
  );
  const keyv = new Keyv({ store: storeIn(redis, refusing) });
  // What gets here is Redis' own refusal, such as that it is full; with a listener keyv answers as if there were nothing.
  keyv.on('error', (error: unknown) => refusing.goesOn(error instanceof Error ? error.message : String(error)));
  return {
    start: () => redis.start(),
    get: (key) => keyv.get<string>(key),
    async set(key, value, ttl) {
      await keyv.set(key, value, ttl);
    },
    async delete(key) {
      await keyv.delete(key);
    },
    trouble: () => redis.away ?? refusing.why,
    async close() {
      redis.close();
    },
  };
}

/** What keyv needs of a store. */
function storeIn(redis: RedisConnection, refusing: Outage) {
  return {
    get: async (key: string) => redis.ask((one) => one.get(key)),
    async set(key: string, value: string, ttl?: number) {
      const kept = await redis.ask((one) => (ttl === undefined ? one.set(key, value) : one.set(key, value, 'PX', ttl)));
      if (kept !== undefined) refusing.isOver();
    },
    delete: async (key: string) => ((await redis.ask((one) => one.del(key))) ?? 0) > 0,
    async clear() {
      throw new Error('What is in Redis may be shared, so it is never emptied.');
    },
  };
}
