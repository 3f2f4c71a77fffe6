const BUCKETS = 10;

/** How many of the calls of the last while were sick, in memory that does not grow with them. */
export class CallWindow {
  readonly #width: number;
  readonly #calls = new Float64Array(BUCKETS);
  readonly #sick = new Float64Array(BUCKETS);
  /** Number of the bucket that is being filled, counted from the clock's origin. */
  #current = 0;
  calls = 0;
  sick = 0;

  /** @param length milliseconds */
  constructor(length: number) {
    this.#width = length / BUCKETS;
  }

  /** @param now milliseconds, never less than before */
  add(now: number, isSick: boolean): void {
    const bucket = Math.floor(now / this.#width);
    if (bucket !== this.#current) this.#forget(bucket);
    const index = bucket % BUCKETS;
    this.#calls[index] = (this.#calls[index] ?? 0) + 1;
    this.calls++;
    if (!isSick) return;
    this.#sick[index] = (this.#sick[index] ?? 0) + 1;
    this.sick++;
  }

  clear(): void {
    this.#calls.fill(0);
    this.#sick.fill(0);
    this.calls = 0;
    this.sick = 0;
  }

  #forget(bucket: number): void {
    if (bucket - this.#current >= BUCKETS) this.clear();
    else {
      for (let old = this.#current + 1; old <= bucket; old++) {
        const index = old % BUCKETS;
        this.calls -= this.#calls[index] ?? 0;
        this.sick -= this.#sick[index] ?? 0;
        this.#calls[index] = 0;
        this.#sick[index] = 0;
      }
    }
    this.#current = bucket;
  }
}
