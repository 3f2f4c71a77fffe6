import type { Governed } from '../../kernel/exchange.ts';
import type { ConnectorSurroundings } from '../connectors/connector.ts';
import { contextOf } from '../connectors/context.ts';

/** What the request brings to its calls; gathered when a connector reads it. */
export class Surroundings implements ConnectorSurroundings {
  readonly #exchange: Governed;
  #headers: ConnectorSurroundings['headers'] | undefined;
  #context: ConnectorSurroundings['context'] | undefined;

  constructor(exchange: Governed) {
    this.#exchange = exchange;
  }

  get headers(): ConnectorSurroundings['headers'] {
    this.#headers ??= Object.fromEntries(this.#exchange.request.headers());
    return this.#headers;
  }

  get context(): ConnectorSurroundings['context'] {
    this.#context ??= contextOf(this.#exchange);
    return this.#context;
  }
}
