/** Throws that depend on nothing but the seed. */
export class Dice {
  #state: number;

  constructor(...seed: readonly unknown[]) {
    let hash = 2_166_136_261;
    for (const char of seed.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
    this.#state = hash ^ (hash >>> 15);
  }

  /** Below 1. Source: mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(percent: number): boolean {
    return this.#next() * 100 < percent;
  }

  one<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] as T;
  }

  times<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, index) => make(index));
  }
}
