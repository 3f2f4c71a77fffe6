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
  CallerGone,
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
  const traced = (exchange as Identified).trace?.call();
  const request = toRequest(call, traced?.headers);
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
      ...(traced && { spanId: traced.spanId }),
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

/** Printable ASCII, as header values are. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

function toRequest(
  { source, exchange, method, template, options }: Call,
  traced: Readonly<Record<string, string>> | undefined,
): Dispatcher.RequestOptions {
  const { body, idempotencyKey } = options;
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw new GatewayError('An idempotency key is 1 to 255 printable characters without spaces.', {
      code: 'BAD_USER_INPUT',
    });
  }
  // Every source call happens in execution, after the request was identified.
  const { requestId } = exchange as Identified;
  return {
    path: callPath(source.basePath, template, options as CallOptions),
    method,
    headers: {
      accept: 'application/json',
      'x-request-id': requestId,
      ...traced,
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
    // A request that could not be made says nothing of the source: the code that made it is wrong.
    if (isUnsendable(thrown)) throw thrown;
    // A caller that hangs up says nothing of the source either. Time that is up does, and so does a test call that has
    // not been answered: taken for a success it would close the breaker.
    const tellsNothing = caller.aborted && !timeIsUp(caller) && source.state().breaker.state !== 'HALF_OPEN';
    if (tellsNothing) throw new CallerGone();
    throw attemptFailure(thrown, signal.aborted);
  }
}

function isUnsendable(thrown: unknown): boolean {
  return thrown instanceof TypeError || (thrown as { code?: unknown } | null)?.code === 'UND_ERR_INVALID_ARG';
}

/** The runner gives the reason when the time of a request is up; a caller that goes away gives none. */
function timeIsUp({ reason }: AbortSignal): boolean {
  return reason instanceof GatewayError;
}

function bodyOf<T>({ status, text }: Answer, facts: CallFacts): T {
  if (status < 200 || status > 299) throw refusedByStatus(status, facts);
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    const { source } = facts;
    const message = `The source "${source}" answered with something that is not JSON.`;
    throw new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable: false });
  }
}
