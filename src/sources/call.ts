import type { Dispatcher } from 'undici';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Identified, Received, UpstreamCall } from '../kernel/exchange.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import { type Answer, AttemptFailed, attemptFailure, type CallFacts, CallerGone, clientFailure } from './failure.ts';
import { send } from './send.ts';
import type { Source } from './source.ts';

export interface Call<T> {
  readonly source: Source;
  readonly exchange: Received;
  readonly clock: Clock;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For the record: the path with its values left out. */
  readonly template: string;
  /** Whether it may be sent twice. */
  readonly repeatable: boolean;
  /** The request, its headers to be sent after those that every call bears. */
  readonly request: () => { readonly path: string; readonly headers: Headers; readonly body: string | null };
  /** What becomes of an answer; throws for one that is a failure. */
  readonly read: (answer: Answer, facts: CallFacts) => T;
  /** Whether `read` judges answers from 500 on too, once they have been retried and counted. */
  readonly readsFailures?: boolean;
}

type Headers = Readonly<Record<string, string | string[]>>;

/** Methods that may be sent twice by their definition. Source: RFC 9110 §9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);
export const isIdempotent = (method: string): boolean => IDEMPOTENT.has(method);

/** One call through the source's policies, noted in the exchange. @throws GatewayError naming the source */
export async function callSource<T>(call: Call<T>): Promise<T> {
  const { source, exchange, clock, method, repeatable } = call;
  const facts: CallFacts = { source: source.name, read: method === 'GET', repeatable };
  const traced = (exchange as Identified).trace?.call();
  const request = toRequest(call, traced?.headers);
  const startedAt = clock.elapsed();
  const note = (status: number | null, code: string | null): void => {
    const ended: UpstreamCall = {
      source: source.name,
      method,
      template: call.template,
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
    const answer = await guarded(call, request);
    status = answer.status;
    const value = call.read(answer, facts);
    note(status, null);
    return value;
  } catch (thrown) {
    const failure = clientFailure(thrown, facts);
    note(thrown instanceof AttemptFailed ? thrown.status : status, failure.code);
    throw failure;
  }
}

async function guarded<T>(call: Call<T>, request: Dispatcher.DispatchOptions): Promise<Answer> {
  const { source, exchange, repeatable } = call;
  try {
    return await source.guard((signal) => attempt(source, request, signal, exchange.signal), {
      repeatable,
      signal: exchange.signal,
    });
  } catch (thrown) {
    if (call.readsFailures && thrown instanceof AttemptFailed && thrown.answer) return thrown.answer;
    throw thrown;
  }
}

function toRequest<T>(
  { source, exchange, method, request }: Call<T>,
  traced: Readonly<Record<string, string>> | undefined,
): Dispatcher.DispatchOptions {
  const { path, headers, body } = request();
  // Every source call happens in execution, after the request was identified.
  const { requestId } = exchange as Identified;
  return {
    path,
    method,
    headers: { accept: 'application/json', 'x-request-id': requestId, ...traced, ...source.config.headers, ...headers },
    body,
  };
}

/** One try. Throws for what says that the source is unwell; an answer below 500 is an answer. */
async function attempt(
  source: Source,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  caller: AbortSignal,
): Promise<Answer> {
  try {
    const answer = await send(source.pool, request, signal);
    if (answer.status >= 500) throw new AttemptFailed('UPSTREAM_ERROR', answer.status, true, { answer });
    return answer;
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
