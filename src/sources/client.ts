import DataLoader from 'dataloader';
import type { Dispatcher } from 'undici';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Identified, Received, UpstreamCall } from '../kernel/exchange.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { CallOptions, Loader, SourceClient, SourceClients, WriteOptions } from '../kernel/ports/source-clients.ts';
import {
  AttemptFailed,
  attemptFailure,
  type CallFacts,
  callerGone,
  clientFailure,
  refusedByStatus,
} from './failure.ts';
import type { Source } from './source.ts';
import { callPath } from './url.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Methods that may be sent twice by their definition. Source: RFC 9110 §9.2.2. */
const IDEMPOTENT: ReadonlySet<Method> = new Set(['GET', 'PUT', 'DELETE']);

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Makes each request a client per source, on first use. */
export function createSourceClients(sources: ReadonlyMap<string, Source>, clock: Clock): SourceClients {
  class ExchangeClients {
    readonly exchange: Received;
    constructor(exchange: Received) {
      this.exchange = exchange;
    }
  }
  // Getters on the prototype: a request pays for the clients that it uses and for no other.
  for (const [name, source] of sources) {
    Object.defineProperty(ExchangeClients.prototype, name, {
      get(this: ExchangeClients) {
        const client = createClient(source, this.exchange, clock);
        Object.defineProperty(this, name, { value: client });
        return client;
      },
    });
  }
  return {
    forExchange: (exchange) => new ExchangeClients(exchange) as unknown as Readonly<Record<string, SourceClient>>,
  };
}

function createClient(source: Source, exchange: Received, clock: Clock): SourceClient {
  const loaders = new Map<string, DataLoader<unknown, unknown>>();
  const call = <T>(method: Method, template: string, options: WriteOptions = {}): Promise<T> =>
    callSource<T>({ source, exchange, clock, method, template, options });
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

interface Call {
  readonly source: Source;
  readonly exchange: Received;
  readonly clock: Clock;
  readonly method: Method;
  readonly template: string;
  readonly options: WriteOptions;
}

async function callSource<T>(call: Call): Promise<T> {
  const { source, exchange, clock, method, template, options } = call;
  const facts: CallFacts = {
    source: source.name,
    read: method === 'GET',
    repeatable: IDEMPOTENT.has(method) || options.idempotencyKey !== undefined,
  };
  const request = toRequest(call);
  const startedAt = clock.elapsed();
  const note = (status: number | null, code: string | null): void => {
    const ended: UpstreamCall = {
      source: source.name,
      method,
      template,
      status,
      code,
      startedAt,
      milliseconds: clock.elapsed() - startedAt,
    };
    exchange.called(ended);
  };
  let status: number | null = null;
  try {
    const answer = await source.guard((signal) => attempt(source, request, signal, exchange.signal), {
      repeatable: facts.repeatable,
      signal: exchange.signal,
    });
    status = answer.status;
    const body = bodyOf<T>(answer, facts);
    note(status, null);
    return body;
  } catch (thrown) {
    const failure = clientFailure(thrown, facts);
    note(thrown instanceof AttemptFailed ? thrown.status : status, failure.code);
    throw failure;
  }
}

function toRequest({ source, exchange, method, template, options }: Call): Dispatcher.RequestOptions {
  const { body, idempotencyKey } = options;
  // Every source call happens in execution, after the request was identified.
  const { requestId } = exchange as Identified;
  return {
    path: callPath(source.basePath, template, options as CallOptions),
    method,
    headers: {
      accept: 'application/json',
      'x-request-id': requestId,
      ...source.config.headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

/** One try. Throws for what says that the source is unwell; an answer below 500 is an answer. */
async function attempt(
  source: Source,
  request: Dispatcher.RequestOptions,
  signal: AbortSignal,
  caller: AbortSignal,
): Promise<Answer> {
  try {
    const { statusCode, body } = await source.pool.request({ ...request, signal });
    const text = await body.text();
    if (statusCode >= 500) throw new AttemptFailed('UPSTREAM_ERROR', statusCode, true);
    return { status: statusCode, text };
  } catch (thrown) {
    if (caller.aborted) throw callerGone(source.name);
    throw attemptFailure(thrown, signal.aborted);
  }
}

function bodyOf<T>({ status, text }: Answer, facts: CallFacts): T {
  if (status < 200 || status > 299) throw refusedByStatus(status, facts);
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    const { source, read: retryable } = facts;
    const message = `The source "${source}" answered with something that is not JSON.`;
    throw new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable });
  }
}
