/**
 * What comes and goes by the thousand a second and must be found while it is here. In place of a `Set`: V8 lays the table of
 * a set anew every few additions, and each table that has been left holds what it held until a major collection. Requests
 * kept that long cost a third of a small one.
 */
export class Places<T> {
  readonly #taken: (T | undefined)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#taken.length - this.#free.length;
  }

  /** Answers with the place, to be left later. */
  take(value: T): number {
    const place = this.#free.pop() ?? this.#taken.length;
    this.#taken[place] = value;
    return place;
  }

  /** Only what was taken, and once. */
  leave(place: number): void {
    this.#taken[place] = undefined;
    this.#free.push(place);
  }

  all(): readonly T[] {
    return this.#taken.filter((value) => value !== undefined);
  }
}
