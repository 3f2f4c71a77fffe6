import type { Signals } from '../../kernel/ports/signals.ts';

/** Something that fails for a while. Operators hear of its beginning and its end, not of each failure between. */
export class Outage {
  readonly #what: string;
  readonly #meanwhile: string;
  readonly #signals: Signals;
  #why: string | undefined;

  constructor(what: string, meanwhile: string, signals: Signals) {
    this.#what = what;
    this.#meanwhile = meanwhile;
    this.#signals = signals;
  }

  /** Why, while it lasts. */
  get why(): string | undefined {
    return this.#why;
  }

  goesOn(why: string): void {
    const begins = this.#why === undefined;
    this.#why = why;
    if (!begins) return;
    this.#signals.emit({ level: 'warn', name: 'store.failed', message: `${this.#what}: ${why}. ${this.#meanwhile}` });
  }

  isOver(): void {
    if (this.#why === undefined) return;
    this.#why = undefined;
    this.#signals.emit({ level: 'info', name: 'store.back', message: `${this.#what} no longer.` });
  }
}
