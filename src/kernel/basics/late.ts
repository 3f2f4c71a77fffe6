/**
 * A value made after those that use it. Plugins bring SDL to the graph and read the graph when they run, so they are made
 * first and are handed the reader.
 */
export interface Late<T> {
  /** @throws when read before it was set: a plugin that reads while it is made. */
  readonly get: () => T;
  readonly set: (value: T) => void;
}

export function late<T>(what: string): Late<T> {
  let made: { readonly value: T } | undefined;
  return {
    get() {
      if (!made)
        throw new Error(`${what} was read before it was made. Read it when the plugin runs, not when it is created.`);
      return made.value;
    },
    set(value) {
      made = { value };
    },
  };
}
