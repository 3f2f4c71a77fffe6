/** Thrown while compiling: this document is for graphql-js. */
export class Interpreted extends Error {}

/** Thrown while compiling: where a key stands depends on variables, so each of their values needs a text of its own. */
export class Movable extends Interpreted {}

/** Thrown while writing: graphql-js is to take over. One object, for no stack is wanted. */
export const BAIL = new Interpreted();

export const bail = (): never => {
  throw BAIL;
};
