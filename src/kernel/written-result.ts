import type { GraphQLFormattedError } from 'graphql';
import type { Result } from './exchange.ts';

/**
 * A result whose data has been written as JSON text, to leave as it is. Whoever asks for the data itself gets it, and may
 * change it: from then on the text counts no more.
 */
export class WrittenResult implements Result {
  declare readonly errors?: readonly GraphQLFormattedError[];
  declare readonly extensions?: Readonly<Record<string, unknown>>;
  /** What the text was written from, as it was fetched; `undefined` where resolvers had a part in it. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
  #text: string | undefined;
  #data: Record<string, unknown> = {};

  constructor(text: string, values?: Readonly<Record<string, unknown>>) {
    this.#text = text;
    this.values = values;
  }

  get data(): Record<string, unknown> {
    if (this.#text !== undefined) {
      this.#data = JSON.parse(this.#text) as Record<string, unknown>;
      this.#text = undefined;
    }
    return this.#data;
  }

  set data(data: Record<string, unknown>) {
    this.#text = undefined;
    this.#data = data;
  }

  toJSON(): Result {
    const { data, errors, extensions } = this;
    return { ...(errors && { errors }), data, ...(extensions && { extensions }) };
  }

  /** The text of the data, while nobody has asked for it in another form. */
  get text(): string | undefined {
    return this.#text;
  }
}
