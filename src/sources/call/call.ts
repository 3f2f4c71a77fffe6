import type { Governed, Received, UpstreamCall } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Source } from '../source.ts';
import type { Answer } from './answer.ts';
import { AttemptFailed, CallerGone } from './attempt-failed.ts';
import { type CallFacts, clientFailure } from './failure.ts';
import { headersBack, requestHeaders } from './headers.ts';
import { RunningCall } from './running-call.ts';

export interface Call<T> {
  readonly source: Source;
  readonly exchange: Received;
  readonly clock: Clock;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For the record: the path with its values left out. */
  readonly template: string;
  /** The field or type that it is for, where that is known. */
  readonly coordinate: string | undefined;
  /** Whether it may be sent twice. */
  readonly repeatable: boolean;
  /** The request, its headers to be sent after those that every call bears. */
  readonly request: () => CallRequest;
  /** What becomes of an answer; throws for one that is a failure. */
  readonly read: (answer: Answer, facts: CallFacts) => T;
  /** Whether `read` judges answers from 500 on too, once they have been retried and counted. */
  readonly readsFailures?: boolean;
}

interface CallRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | null;
}

/** Methods that may be sent twice by their definition. Source: RFC 9110 §9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);
export const isIdempotent = (method: string): boolean => IDEMPOTENT.has(method);

/** One call through the source's policies, noted in the exchange. @throws GatewayError naming the source */
export async function callSource<T>(call: Call<T>): Promise<T> {
  const { source, exchange, clock, method, repeatable, coordinate } = call;
  const facts: CallFacts = { source: source.name, coordinate, read: method === 'GET', repeatable };
  // Every source call happens in execution, after the request was identified.
  const traced = (exchange as Governed).trace?.call();
  const request = call.request();
  const startedAt = clock.elapsed();
  exchange.calling();
  const note = (status: number | null, code: string | null): void => {
    // That nobody waited for it any more says nothing of the source.
    if (code !== 'DEADLINE_EXCEEDED') source.ended(code);
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
    const answer = await answerOf(call, { request, traced: traced?.headers, startedAt });
    status = answer.status;
    headersBack(source, answer, exchange);
    const value = call.read(answer, facts);
    note(status, null);
    return value;
  } catch (thrown) {
    const failure = clientFailure(thrown, facts);
    note(thrown instanceof AttemptFailed ? thrown.status : status, failure.code);
    throw failure;
  }
}

/** What all tries of a call have in common, with either secret. */
interface Asked {
  readonly request: CallRequest;
  readonly traced: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since the clock's origin. */
  readonly startedAt: number;
}

/** The answer to a call, tried again with the source's other secret where it does not take the first. */
async function answerOf<T>(call: Call<T>, asked: Asked): Promise<Answer> {
  const { credential } = call.source;
  const secret = credential?.value();
  try {
    const answer = await ask(call, asked, secret);
    const other = answer.status === 401 && secret !== undefined ? credential?.otherThan(secret) : undefined;
    if (other === undefined) return answer;
    const second = await ask(call, asked, other);
    if (second.status !== 401) credential?.took(other);
    return second;
  } catch (thrown) {
    if (call.readsFailures && thrown instanceof AttemptFailed && thrown.answer) return thrown.answer;
    throw thrown;
  }
}

function ask<T>(
  { source, exchange, clock, method, repeatable, coordinate }: Call<T>,
  { request: { path, headers: own, body }, traced, startedAt }: Asked,
  secret: string | undefined,
): Promise<Answer> {
  const { config, underWay, shares } = source;
  const now = clock.elapsed();
  const { deadline } = exchange;
  if (exchange.signal.aborted || now >= deadline) return Promise.reject(new CallerGone());
  const limits = coordinate === undefined ? undefined : config.coordinates[coordinate];
  const total = startedAt + (limits?.total ?? config.timeouts.total) - now;
  const { headers, forwarded } = requestHeaders({ source, exchange, traced, secret, own });
  const begin = (): RunningCall =>
    new RunningCall({
      source,
      clock,
      request: { path, method, headers, body },
      timeouts: config.timeouts,
      retries: repeatable ? (limits?.retries ?? config.retries) : 0,
      total,
      deadline,
    });
  if (method !== 'GET')
    return begin()
      .join(exchange)
      .finally(() => underWay.leave());
  if (body !== null || !shares) return begin().join(exchange);
  // Only what was the same to its last header may be shared: what a caller sends along may decide what it is given.
  const key = `${exchange.generation} ${path} ${forwarded}${JSON.stringify(own)}${secret} ${limits && coordinate}`;
  // The source is told when a call ends: one in a hurry is none for others to wait for.
  return underWay.of(key, begin, now + total <= deadline).join(exchange);
}
