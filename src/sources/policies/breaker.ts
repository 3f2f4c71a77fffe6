import type { Clock } from '../../kernel/ports/clock.ts';
import { CallWindow } from './call-window.ts';

type Time = Pick<Clock, 'now' | 'elapsed'>;

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export interface BreakerOptions {
  /** Share of sick calls that opens it, 0 to 1. */
  readonly share: number;
  /** Calls that the window must hold before it may open. */
  readonly calls: number;
  /** Milliseconds. */
  readonly window: number;
  /** Milliseconds after which an answer counts as sick, however good it is. */
  readonly slow: number;
  /** Milliseconds that it stays open before one call goes through as a test. */
  readonly openFor: number;
}

/** What a call that was let through shows when it ends: what began in a state that is over says nothing. */
export type Pass = number;

/** Leaves a source alone that fails, or answers too slowly, for too large a share of its calls. */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #clock: Time;
  readonly #changed: (before: BreakerState, state: BreakerState) => void;
  readonly #recent: CallWindow;
  #state: BreakerState = 'CLOSED';
  #since: number;
  #openUntil = 0;
  #failuresInRow = 0;
  /** Counts its states; all that are let through in one show the same pass. */
  #era: Pass = 0;

  constructor(options: BreakerOptions, clock: Time, changed: (before: BreakerState, state: BreakerState) => void) {
    this.#options = options;
    this.#clock = clock;
    this.#changed = changed;
    this.#recent = new CallWindow(options.window);
    this.#since = clock.now();
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Milliseconds since the Unix epoch. */
  get since(): number {
    return this.#since;
  }

  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Whether every call would be refused now. */
  refuses(): boolean {
    if (this.#state === 'CLOSED') return false;
    return this.#state === 'HALF_OPEN' || this.#clock.elapsed() < this.#openUntil;
  }

  /** Lets a call through, or not. The first after the pause is the test; each that got through must be told the end of. */
  admit(): Pass | null {
    if (this.#state !== 'CLOSED') {
      if (this.refuses()) return null;
      this.#become('HALF_OPEN');
    }
    return this.#era;
  }

  /** An answer came that took so many milliseconds. */
  answered(pass: Pass, milliseconds: number): void {
    if (pass !== this.#era) return;
    if (milliseconds > this.#options.slow) {
      this.failed(pass);
      return;
    }
    this.#failuresInRow = 0;
    if (this.#state === 'HALF_OPEN') this.#close();
    else this.#recent.add(this.#clock.elapsed(), false);
  }

  failed(pass: Pass): void {
    if (pass !== this.#era) return;
    this.#failuresInRow++;
    if (this.#state === 'HALF_OPEN') {
      this.#open();
      return;
    }
    this.#recent.add(this.#clock.elapsed(), true);
    const { calls, sick } = this.#recent;
    if (calls >= this.#options.calls && sick >= this.#sickOf(calls)) this.#open();
  }

  /**
   * The call was given up after so many milliseconds, which says nothing about the source unless an answer would have been
   * slow by then. A test that was given up is none that was passed.
   */
  abandoned(pass: Pass, milliseconds: number): void {
    if (pass !== this.#era) return;
    if (milliseconds > this.#options.slow) this.failed(pass);
    else if (this.#state === 'HALF_OPEN') this.#open();
  }

  /** The source has been seen to answer by other means. */
  recovered(): void {
    if (this.#state !== 'CLOSED') this.#close();
  }

  /**
   * The sick calls, of so many, that open it: its share, and of few calls some more. A source that fails less often than its
   * share fails that often by chance now and then: by two in five calls, ten of twenty in every fourth window.
   */
  #sickOf(calls: number): number {
    return Math.min(calls, calls * this.#options.share + Math.sqrt(calls));
  }

  #open(): void {
    this.#openUntil = this.#clock.elapsed() + this.#options.openFor;
    this.#become('OPEN');
  }

  #close(): void {
    this.#recent.clear();
    this.#failuresInRow = 0;
    this.#become('CLOSED');
  }

  #become(state: BreakerState): void {
    const before = this.#state;
    this.#state = state;
    this.#era++;
    this.#since = this.#clock.now();
    this.#changed(before, state);
  }
}
