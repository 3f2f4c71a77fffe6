/** What has made the limit what it is: `concurrency` is the config's own. */
export type Cause = 'concurrency' | 'latency' | 'event_loop' | 'memory';

export interface LimitOptions {
  readonly most: number;
  readonly least: number;
  /** Milliseconds of event-loop delay that are too many. */
  readonly delay: number;
  /** Share of the heap's limit that is too large, 0 to 1. */
  readonly memory: number;
}

/** How hard pressed the process is. */
export interface Pressure {
  /** Median delay of the event loop, in milliseconds. */
  readonly delay: number;
  /** Share of the heap's limit in use, 0 to 1. */
  readonly memory: number;
}

/** Requests that a window must hold before their latency says anything. */
const FEWEST = 10;
/** A latency of so many times the usual one is that of a queue... */
const TOLERANCE = 2;
/** ...where it is so many milliseconds more besides: of half a millisecond the double means nothing. */
const SLACK = 20;
/** What becomes of the limit in one window at the worst: one bad window must not turn everybody away. */
const STEEPEST = 0.5;
const MEMORY_STEP = 0.8;
/** The usual latency falls at once and rises slowly, or a long overload would become usual. */
const FALLS = 0.1;
const RISES = 1 / 300;

/**
 * Finds how many requests may be under way: the more, by a square root each window, until they hold each other up; then fewer,
 * in proportion to how much. Source: Netflix' concurrency-limits, Gradient2.
 */
export class ConcurrencyLimit {
  readonly #options: LimitOptions;
  readonly #least: number;
  #limit: number;
  #cause: Cause = 'concurrency';
  #usual: number | undefined;
  #sum = 0;
  #count = 0;

  constructor(options: LimitOptions) {
    this.#options = options;
    this.#least = Math.min(options.least, options.most);
    this.#limit = options.most;
  }

  /** A whole number. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  get cause(): Cause {
    return this.#cause;
  }

  /** A request ended that was so many milliseconds in the gateway's own hands. */
  took(milliseconds: number): void {
    this.#sum += milliseconds;
    this.#count++;
  }

  /** Ends a window. */
  adjust(pressure: Pressure): void {
    const { most } = this.#options;
    const [cause, ratio] = this.#worst(pressure);
    if (ratio < 1) {
      this.#limit = Math.max(this.#least, this.#limit * Math.max(STEEPEST, ratio));
      this.#cause = cause;
    } else {
      this.#limit = Math.min(most, this.#limit + Math.sqrt(this.#limit));
      if (this.#limit === most) this.#cause = 'concurrency';
    }
    this.#sum = 0;
    this.#count = 0;
  }

  #worst({ delay, memory }: Pressure): readonly [Cause, number] {
    const { options, ratio } = { options: this.#options, ratio: this.#latencyRatio() };
    const found: readonly (readonly [Cause, number])[] = [
      ['memory', memory > options.memory ? MEMORY_STEP : 1],
      ['event_loop', delay > options.delay ? options.delay / delay : 1],
      ['latency', ratio],
    ];
    return found.reduce((worst, one) => (one[1] < worst[1] ? one : worst));
  }

  #latencyRatio(): number {
    if (this.#count < FEWEST) return 1;
    const latency = this.#sum / this.#count;
    const usual = this.#usual ?? latency;
    this.#usual = usual + (latency - usual) * (latency < usual ? FALLS : RISES);
    return Math.min(1, (TOLERANCE * usual + SLACK) / latency);
  }
}
