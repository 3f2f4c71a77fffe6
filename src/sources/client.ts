import DataLoader from 'dataloader';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Received } from '../kernel/exchange.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { CallOptions, Loader, SourceClient, SourceClients, WriteOptions } from '../kernel/ports/source-clients.ts';
import { callSource, isIdempotent } from './call/call.ts';
import { jsonOf } from './call/json-of.ts';
import type { Answer } from './call/answer.ts';
import { type CallFacts, refusedByStatus, unknownCharset } from './call/failure.ts';
import type { Source } from './source.ts';
import { callPath } from './url.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Makes each request a client per source, on first use. */
export function createSourceClients(sources: ReadonlyMap<string, Source>, clock: Clock): SourceClients {
  // Getters on one prototype: a request pays for the clients that it uses and for no other. No name of a source can meet
  // what stands there otherwise, for it inherits nothing and the exchange is under a symbol.
  const prototype: ExchangeClients = Object.create(null);
  for (const [name, source] of sources) {
    Object.defineProperty(prototype, name, {
      get(this: ExchangeClients) {
        const client = createClient(source, this[EXCHANGE], clock);
        Object.defineProperty(this, name, { value: client });
        return client;
      },
    });
  }
  return {
    forExchange(exchange) {
      const clients: ExchangeClients = Object.create(prototype);
      clients[EXCHANGE] = exchange;
      return clients;
    },
  };
}

const EXCHANGE = Symbol('exchange');

interface ExchangeClients {
  [EXCHANGE]: Received;
  readonly [source: string]: SourceClient;
}

function createClient(source: Source, exchange: Received, clock: Clock): SourceClient {
  const loaders = new Map<string, DataLoader<unknown, unknown>>();
  const call = <T>(method: Method, template: string, options: WriteOptions = {}): Promise<T> =>
    callByCode<T>({ source, exchange, clock, method, template, options });
  return {
    get: (path, options) => call('GET', path, options),
    post: (path, options) => call('POST', path, options),
    put: (path, options) => call('PUT', path, options),
    patch: (path, options) => call('PATCH', path, options),
    delete: (path, options) => call('DELETE', path, options),
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): Loader<K, V> {
      const known = loaders.get(name) as DataLoader<K, V> | undefined;
      if (known) return known;
      const made = new DataLoader<K, V>(batch);
      loaders.set(name, made as DataLoader<unknown, unknown>);
      return made;
    },
  };
}

interface ClientCall {
  readonly source: Source;
  readonly exchange: Received;
  readonly clock: Clock;
  readonly method: Method;
  readonly template: string;
  readonly options: WriteOptions;
}

function callByCode<T>(call: ClientCall): Promise<T> {
  const { source, exchange, clock, method, template, options } = call;
  const repeatable = isIdempotent(method) || options.idempotencyKey !== undefined;
  return callSource<T>({
    source,
    exchange,
    clock,
    method,
    template,
    coordinate: undefined,
    repeatable,
    request: () => toRequest(call),
    read: bodyOf<T>,
  });
}

/** Printable ASCII, as header values are. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

function toRequest({ source, template, options }: ClientCall) {
  const { body, idempotencyKey } = options;
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw new GatewayError('An idempotency key is 1 to 255 printable characters without spaces.', {
      code: 'BAD_USER_INPUT',
    });
  }
  return {
    path: callPath(source.basePath, template, options as CallOptions),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

function bodyOf<T>({ status, text, unreadable }: Answer, facts: CallFacts): T {
  if (status < 200 || status > 299) throw refusedByStatus(status, facts);
  if (unreadable) throw unknownCharset(facts.source, unreadable);
  if (text === '') return undefined as T;
  return jsonOf(text, facts.source) as T;
}
