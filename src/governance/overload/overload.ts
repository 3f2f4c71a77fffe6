import { GatewayError } from '../../errors/gateway-error.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { Admission, type Priority, PRIORITIES } from './admission.ts';
import { type Cause, ConcurrencyLimit } from './concurrency-limit.ts';
import type { OverloadConfig } from './config.ts';
import { createPressureGauge, type PressureGauge } from './pressure-gauge.ts';

/** Milliseconds between two looks at how things are. */
const WINDOW = 100;
/** Milliseconds without a refusal after which an overload is over. */
const QUIET = 2_000;
/** Seconds over which those who were refused come back, or they would all come at once. */
const SPREAD = 3;

/** Made once: the trace of its stack would be a sixth of what a refusal costs. */
const REFUSALS = Array.from(
  { length: SPREAD },
  (_, index) =>
    new GatewayError('The gateway has no room for this request now. Try again after the time given.', {
      code: 'OVERLOADED',
      retryAfterSeconds: 1 + index,
    }),
);

/** How things are, for operators. */
export interface OverloadState {
  readonly limit: number;
  readonly cause: Cause;
  readonly underWay: number;
  readonly queued: number;
  /** Refused so far, by the cause of the limit and the priority of the request. */
  readonly shed: readonly { readonly cause: Cause; readonly priority: string; readonly count: number }[];
  /** Refused in the overload that goes on; `null` where none does. */
  readonly shedding: number | null;
}

export interface OverloadParts {
  readonly config: OverloadConfig;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly gauge?: PressureGauge;
}

/** Counts what is under way and says who may come in. Outlives generations: their requests share one process. */
export class Overload {
  readonly admission: Admission;
  readonly #parts: OverloadParts;
  readonly #limit: ConcurrencyLimit;
  readonly #gauge: PressureGauge;
  readonly #shed = new Map<string, { readonly cause: Cause; readonly priority: string; count: number }>();
  #total = 0;
  /** Of `#total`, those before the overload that goes on. */
  #before = 0;
  #lastShedAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: OverloadParts) {
    const { concurrency, ...config } = parts.config;
    this.#parts = parts;
    this.#limit = new ConcurrencyLimit({ ...config, ...concurrency });
    this.admission = new Admission(config, this.#limit.limit);
    this.#gauge = parts.gauge ?? createPressureGauge();
  }

  /** Begins to watch; keeps no process. */
  start(): void {
    if (this.#timer) return;
    this.#gauge.start();
    this.#timer = setInterval(() => this.#look(), WINDOW).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#gauge.close();
  }

  took(milliseconds: number): void {
    this.#limit.took(milliseconds);
  }

  /** Counts a refusal, and gives it. */
  refusal(priority: Priority): GatewayError {
    const { cause } = this.#limit;
    const key = `${cause} ${priority}`;
    const counted = this.#shed.get(key) ?? { cause, priority: PRIORITIES[priority], count: 0 };
    this.#shed.set(key, counted);
    counted.count++;
    if (this.#lastShedAt === null) this.#begin();
    this.#lastShedAt = this.#parts.clock.elapsed();
    return REFUSALS[this.#total++ % SPREAD] as GatewayError;
  }

  state(): OverloadState {
    const { limit, cause } = this.#limit;
    const { underWay, queued } = this.admission;
    const shedding = this.#lastShedAt === null ? null : this.#total - this.#before;
    return { limit, cause, underWay, queued, shed: [...this.#shed.values()], shedding };
  }

  #look(): void {
    const pressure = this.#gauge.read();
    if (pressure) {
      this.#limit.adjust(pressure);
      this.admission.resize(this.#limit.limit);
    }
    if (this.#lastShedAt !== null && this.#parts.clock.elapsed() - this.#lastShedAt >= QUIET) this.#end();
  }

  #begin(): void {
    this.#before = this.#total;
    const { limit, cause, underWay } = this.state();
    const message = `Requests are refused: ${underWay} are under way, and ${limit} may be, ${BECAUSE[cause]}.`;
    const attributes = { limit, underWay, cause };
    this.#parts.signals.emit({ level: 'warn', name: 'overload.began', message, attributes });
  }

  #end(): void {
    const refused = this.#total - this.#before;
    this.#lastShedAt = null;
    const message = `No request has been refused for ${QUIET / 1_000} s; ${refused} were.`;
    this.#parts.signals.emit({ level: 'info', name: 'overload.ended', message, attributes: { refused } });
  }
}

/** Why the limit is what it is, and what to do. */
export const BECAUSE: Readonly<Record<Cause, string>> = {
  concurrency: 'by `overload.concurrency.most`. Raise it, or add a replica',
  latency: 'because more hold each other up, sources apart. Look what resolvers and plugins wait for',
  event_loop: 'because the event loop is late. Add a replica, or look for what blocks it',
  memory: 'because the heap is nearly full. Raise its limit (--max-old-space-size), or add a replica',
};
