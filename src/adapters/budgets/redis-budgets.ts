import type { Redis } from 'ioredis';
import { inTime } from '../../kernel/basics/in-time.ts';
import { LONGEST_CONNECT, redisOf } from '../redis-of.ts';
import type { Charge, Standing } from '../../kernel/ports/stores/budget-store.ts';
import { CORRECT, RESERVE, type Script } from './redis-scripts.ts';

/** What Redis says to a reservation. */
export interface RedisReservation {
  readonly isGranted: boolean;
  readonly standings: readonly Standing[];
  /** Where each amount stands. */
  readonly spans: readonly number[];
}

export interface RedisBudgetsOptions {
  /** `redis://` or `rediss://`, as in `TOLLGATE_REDIS_URL`. */
  readonly url: string;
  /** Stands before every key. */
  readonly prefix: string;
  /** Told when it is there, and when it is lost. */
  readonly changed: (isThere: boolean, why: string) => void;
}

/** Milliseconds for Redis to answer before it counts as lost. It needs less than one. */
const LONGEST_ANSWER = 250;

/** Budgets counted in a Redis: one round trip a request, however many budgets it has. */
export class RedisBudgets {
  readonly #redis: Redis;

  constructor({ url, prefix, changed }: RedisBudgetsOptions) {
    this.#redis = redisOf({ url, prefix, longestAnswer: LONGEST_ANSWER });
    let why = 'the connection was closed';
    this.#redis.on('error', ({ message }: Error) => (why = message));
    this.#redis.on('close', () => changed(false, why));
    this.#redis.on('ready', () => {
      // Commands keep their order; a script that is sent anew would lose its place.
      for (const { text } of [RESERVE, CORRECT]) this.#redis.script('LOAD', text).catch(() => {});
      changed(true, '');
    });
  }

  async start(): Promise<void> {
    await inTime(
      this.#redis.connect().catch(() => {}),
      LONGEST_CONNECT,
    );
  }

  /** Rejects where Redis does not answer. */
  async reserve(charges: readonly Charge[]): Promise<RedisReservation> {
    const figures = await this.#run(RESERVE, charges, ({ quota, window, amount }) => [quota, window, amount]);
    const [granted = 0, ...rest] = figures;
    const of = (index: number, which: number): number => rest[index * 4 + which] ?? 0;
    return {
      isGranted: granted === 1,
      standings: charges.map((_, index) => ({
        remaining: of(index, 0),
        moreIn: of(index, 1),
        roomIn: of(index, 2),
      })),
      spans: charges.map((_, index) => of(index, 3)),
    };
  }

  async correct(charges: readonly Charge[], spans: readonly number[], differences: readonly number[]): Promise<void> {
    await this.#run(CORRECT, charges, ({ window }, index) => [window, spans[index] ?? 0, differences[index] ?? 0]);
  }

  async ping(): Promise<void> {
    await this.#redis.ping();
  }

  close(): void {
    this.#redis.removeAllListeners('close');
    this.#redis.disconnect();
  }

  async #run(
    { sha, text }: Script,
    charges: readonly Charge[],
    figuresOf: (charge: Charge, index: number) => readonly number[],
  ): Promise<readonly number[]> {
    const keys = charges.map(({ key }) => key);
    const args = [...keys, ...charges.flatMap(figuresOf)];
    try {
      return numbers(await this.#redis.evalsha(sha, keys.length, ...args));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return numbers(await this.#redis.eval(text, keys.length, ...args));
    }
  }
}

const numbers = (reply: unknown): readonly number[] => (Array.isArray(reply) ? reply.map(Number) : []);
