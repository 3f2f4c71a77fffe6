import { Latencies } from '../../kernel/latencies.ts';

/** Parts of a window: that much of it is forgotten at once. */
const SLOTS = 6;

/** The latencies of the last while, in constant memory. */
export class SlidingLatencies {
  readonly #length: number;
  readonly #slots = Array.from({ length: SLOTS }, () => ({ latencies: new Latencies(), number: -1 }));

  /** @param window milliseconds */
  constructor(window: number) {
    this.#length = window / SLOTS;
  }

  /** @param now milliseconds since any origin that stays */
  record(milliseconds: number, now: number): void {
    const number = Math.floor(now / this.#length);
    const slot = this.#slots[number % SLOTS];
    if (!slot) return;
    if (slot.number !== number) slot.latencies.clear();
    slot.number = number;
    slot.latencies.record(milliseconds);
  }

  /** Those that are not forgotten. */
  at(now: number): Latencies {
    const oldest = Math.floor(now / this.#length) - SLOTS + 1;
    const all = new Latencies();
    for (const { latencies, number } of this.#slots) if (number >= oldest) all.add(latencies);
    return all;
  }
}
