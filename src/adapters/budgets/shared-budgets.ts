import { ReplyError } from 'ioredis';
import type { BudgetStore, Charge, LocalBudgetStore, Reservation } from '../../kernel/ports/stores/budget-store.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { RedisBudgets, type RedisBudgetsOptions, type RedisReservation } from './redis-budgets.ts';

export interface SharedBudgetsOptions extends Pick<RedisBudgetsOptions, 'url' | 'prefix'> {
  /** Counts what this process lets through, and alone while Redis is lost: no more than the quota for each replica. */
  readonly near: LocalBudgetStore;
  readonly signals: Signals;
}

/** Milliseconds between looks at a Redis that does not answer. */
const LOOK_EVERY = 500;
/** Milliseconds until one that refuses, such as when it is full, is asked again. */
const LOOK_AFTER_REFUSAL = 10_000;

/**
 * Budgets that replicas share in a Redis. What this process alone has spent is judged here first. A Redis that is lost is
 * not asked by requests until it has answered a look of ours, so none of them waits for it.
 */
export function createSharedBudgets(options: SharedBudgetsOptions): BudgetStore {
  const { near } = options;
  const link = new Link(options);
  return {
    start: () => link.start(),
    reserve(charges) {
      const own = near.reserve(charges);
      const { redis } = link;
      if (!own.isGranted || !redis) return own;
      return redis.reserve(charges).then(
        (shared) => both({ charges, own, shared, link }),
        (error: unknown) => {
          link.fails(error);
          return own;
        },
      );
    },
    trouble: () => link.lost,
    async close() {
      link.close();
      await near.close();
    },
  };
}

interface Both {
  readonly charges: readonly Charge[];
  readonly own: Reservation;
  readonly shared: RedisReservation;
  readonly link: Link;
}

function both({ charges, own, shared, link }: Both): Reservation {
  const { isGranted, standings, spans } = shared;
  if (!isGranted) {
    own.settle(charges.map(() => 0));
    return { isGranted, standings, settle: () => {} };
  }
  let settled = false;
  return {
    isGranted,
    standings,
    settle(amounts) {
      own.settle(amounts);
      if (settled) return;
      settled = true;
      const differences = charges.map(({ amount }, index) => (amounts[index] ?? amount) - amount);
      link.redis?.correct(charges, spans, differences).catch((error: unknown) => link.fails(error));
    },
  };
}

/** The connection, and whether it is to be used. */
class Link {
  readonly #redis: RedisBudgets;
  readonly #signals: Signals;
  #lost: string | undefined = 'not connected yet';
  #isTold = false;
  #look: NodeJS.Timeout | undefined;

  constructor({ signals, url, prefix }: SharedBudgetsOptions) {
    this.#signals = signals;
    const changed = (isThere: boolean, why: string): void => (isThere ? this.#isBack() : this.#isLost(why));
    this.#redis = new RedisBudgets({ url, prefix, changed });
  }

  /** To be asked; `undefined` while it is lost. */
  get redis(): RedisBudgets | undefined {
    return this.#lost === undefined ? this.#redis : undefined;
  }

  get lost(): string | undefined {
    return this.#lost;
  }

  start(): Promise<void> {
    return this.#redis.start();
  }

  fails(error: unknown): void {
    const why = messageOf(error);
    if (error instanceof ReplyError) {
      this.#isLost(why);
      this.#lookIn(LOOK_AFTER_REFUSAL);
    } else if (this.#lost === undefined) {
      this.#lost = why; // unless a look shows that only this process was slow to read the answer
      this.#lookIn(0);
    }
  }

  close(): void {
    clearTimeout(this.#look);
    this.#redis.close();
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#look);
    const again = (error: unknown): void => {
      this.#isLost(messageOf(error));
      this.#lookIn(LOOK_EVERY);
    };
    const look = (): void => void this.#redis.ping().then(() => this.#isBack(), again);
    this.#look = setTimeout(look, milliseconds).unref();
  }

  #isLost(why: string): void {
    this.#lost = why;
    if (this.#isTold) return;
    this.#isTold = true;
    const message = `Redis is lost: ${why}. Each replica counts budgets for itself until it is back.`;
    this.#signals.emit({ level: 'warn', name: 'budgets.local', message });
  }

  #isBack(): void {
    clearTimeout(this.#look);
    this.#lost = undefined;
    if (!this.#isTold) return;
    this.#isTold = false;
    const message = 'Redis is back: budgets hold for all replicas together.';
    this.#signals.emit({ level: 'info', name: 'budgets.shared', message });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
