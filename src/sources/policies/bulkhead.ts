export interface BulkheadOptions {
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls that may wait. */
  readonly queue: number;
  /** Milliseconds that a call may wait. */
  readonly wait: number;
}

/** Why a call got no place. */
export class NoPlace extends Error {}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: () => void;
  timer: NodeJS.Timeout | undefined;
  left: boolean;
}

/** Places for calls: so many at once, so many waiting, each only so long. */
export class Bulkhead {
  readonly #options: BulkheadOptions;
  #queue: Waiting[] = [];
  #inFlight = 0;
  #queued = 0;

  constructor(options: BulkheadOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#queued;
  }

  /**
   * Takes a place at once (`undefined`), or when one is free. What takes one must `leave()`.
   *
   * @param whenGone called with how to give up waiting
   * @throws NoPlace when all are taken and the queue is full; the promise rejects with it when none got free in time
   */
  enter(whenGone: (giveUp: () => void) => void): Promise<void> | undefined {
    if (this.#inFlight < this.#options.concurrency) {
      this.#inFlight++;
      return undefined;
    }
    if (this.#queued >= this.#options.queue) throw new NoPlace();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { enter: resolve, refuse: () => reject(new NoPlace()), timer: undefined, left: false };
      waiting.timer = setTimeout(() => this.#giveUp(waiting), this.#options.wait);
      whenGone(() => this.#giveUp(waiting));
      this.#queue.push(waiting);
      this.#queued++;
    });
  }

  leave(): void {
    const next = this.#next();
    if (!next) this.#inFlight--;
    else {
      this.#dequeued(next);
      next.enter(); // the place goes over
    }
  }

  #next(): Waiting | undefined {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) if (!next.left) return next;
    return undefined;
  }

  #giveUp(waiting: Waiting): void {
    if (waiting.left) return;
    this.#dequeued(waiting);
    this.#queue = this.#queue.filter((one) => one !== waiting);
    waiting.refuse();
  }

  #dequeued(waiting: Waiting): void {
    waiting.left = true;
    clearTimeout(waiting.timer);
    this.#queued--;
  }
}
