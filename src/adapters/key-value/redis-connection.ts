import { type Redis, ReplyError } from 'ioredis';
import { inTime } from '../../kernel/basics/in-time.ts';
import { LONGEST_CONNECT, redisOf } from '../redis-of.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { Outage } from './outage.ts';

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, as in `TOLLGATE_REDIS_URL`. */
  readonly url: string;
  /** Stands before every key. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly signals: Signals;
}

/** Milliseconds for Redis to answer: it needs less than one, and a request waits. */
const LONGEST_ANSWER = 100;
/** Milliseconds without a question after one that was not answered: only one request in so long waits for a Redis that hangs. */
const LEFT_ALONE = 1_000;

const CLOSED = 'the connection was closed';

/** A Redis that is asked only while it answers. Connects again by itself, for as long as it takes. */
export class RedisConnection {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #away: Outage;
  #reason = CLOSED;
  #askAgainAt = 0;

  constructor({ url, prefix, clock, signals }: RedisConnectionOptions) {
    this.#clock = clock;
    this.#away = new Outage('Redis is away', 'What it holds is not found meanwhile.', signals);
    this.#redis = redisOf({ url, prefix, longestAnswer: LONGEST_ANSWER });
    this.#redis.on('error', ({ message }: Error) => (this.#reason = message));
    this.#redis.on('close', () => this.#away.goesOn(this.#reason));
    this.#redis.on('ready', () => {
      this.#reason = CLOSED;
      this.#away.isOver();
    });
  }

  /** Why it is not asked, while it does not answer. */
  get away(): string | undefined {
    return this.#away.why;
  }

  /** Begins to connect and waits a moment; a failure is told by its signal. */
  async start(): Promise<void> {
    const connecting = this.#redis.connect().catch(() => {});
    await inTime(connecting, LONGEST_CONNECT);
  }

  /** `undefined` where it does not answer. @throws what it refuses */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (this.away !== undefined) {
      if (this.#redis.status !== 'ready' || this.#clock.elapsed() < this.#askAgainAt) return undefined;
      this.#leaveAlone();
    }
    try {
      const answer = await command(this.#redis);
      this.#away.isOver();
      return answer;
    } catch (error) {
      if (error instanceof ReplyError) throw error;
      this.#leaveAlone();
      this.#away.goesOn(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  close(): void {
    this.#redis.removeAllListeners('close');
    this.#redis.disconnect();
  }

  #leaveAlone(): void {
    this.#askAgainAt = this.#clock.elapsed() + LEFT_ALONE;
  }
}
