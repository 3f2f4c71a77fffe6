import type { Charge, Standing } from '../../kernel/ports/stores/budget-store.ts';

/**
 * Spans that a window is counted in. What was taken leaves a span late at most, so no window ever holds more than its quota,
 * and one that is always spent gives 2 % less.
 */
export const SPANS = 50;
const KEPT = SPANS + 1;

/** What was taken within one window, by span. */
export class SlidingWindow {
  readonly #window: number;
  readonly #spans = new Float64Array(KEPT);
  #total = 0;
  #last = 0;

  /** @param window milliseconds */
  constructor(window: number) {
    this.#window = window;
  }

  /** @param now milliseconds, of a clock that never goes back */
  standing(now: number, { quota, amount }: Pick<Charge, 'quota' | 'amount'>): Standing {
    this.#moveTo(now);
    const room = quota - this.#total;
    return {
      remaining: Math.max(0, room),
      moreIn: this.#total > 0 ? this.#freeIn(now, 0) : 0,
      roomIn: amount === 0 || room >= amount ? 0 : this.#freeIn(now, amount - room),
    };
  }

  /** Takes an amount, and tells the span that it stands in. */
  take(now: number, amount: number): number {
    this.#moveTo(now);
    this.#add(this.#last, amount);
    return this.#last;
  }

  /** Takes more in a span, or gives back; nothing where the span has left. */
  correct(now: number, span: number, difference: number): void {
    this.#moveTo(now);
    if (this.#last - span < KEPT) this.#add(span, difference);
  }

  #add(span: number, amount: number): void {
    const index = span % KEPT;
    this.#spans[index] = (this.#spans[index] ?? 0) + amount;
    this.#total += amount;
  }

  #moveTo(now: number): void {
    const span = Math.floor(now / (this.#window / SPANS));
    const left = Math.min(span - this.#last, KEPT);
    for (let past = span - left + 1; past <= span; past++) {
      this.#total -= this.#spans[past % KEPT] ?? 0;
      this.#spans[past % KEPT] = 0;
    }
    if (span > this.#last) this.#last = span;
  }

  /** Milliseconds until more than so much has left. */
  #freeIn(now: number, wanted: number): number {
    let freed = 0;
    for (let span = this.#last - SPANS; span <= this.#last; span++) {
      const taken = this.#spans[((span % KEPT) + KEPT) % KEPT] ?? 0;
      freed += taken;
      if (taken > 0 && freed >= wanted) return (span + KEPT) * (this.#window / SPANS) - now;
    }
    return this.#window;
  }
}
