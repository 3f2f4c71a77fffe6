import type { Governed } from '../../kernel/exchange.ts';
import type { ConnectorSurroundings } from '../connectors/connector.ts';

/** What the request brings to its calls; gathered when a connector reads it. */
export class Surroundings implements ConnectorSurroundings {
  readonly context = {};
  readonly #exchange: Governed;
  #headers: ConnectorSurroundings['headers'] | undefined;

  constructor(exchange: Governed) {
    this.#exchange = exchange;
  }

  get headers(): ConnectorSurroundings['headers'] {
    this.#headers ??= Object.fromEntries(this.#exchange.request.headers());
    return this.#headers;
  }
}
