import type { Operation } from '../exchange.ts';

/** Hides personal data and secrets: by path where the schema says what stands there, by its looks everywhere else. */
export interface Scrubber {
  /** A text with all that looks like personal data masked. */
  readonly text: (text: string) => string;
  /** The same for every string in a value, to a bounded depth and size. */
  readonly value: (value: unknown) => unknown;
  /** Variables of an operation, masked by `@pii` of the schema and by looks. */
  readonly variables: (operation: Operation, variables: Readonly<Record<string, unknown>>) => unknown;
  /** The data of an answer, likewise. */
  readonly answer: (operation: Operation, data: unknown) => unknown;
}
