import { GatewayError } from '../errors/gateway-error.ts';
import { overLimit } from '../errors/over-limit.ts';
import { type GatewayRequest, type Governed, type Received, STAGES, type UpstreamCall } from './exchange.ts';
import type { Observer } from './plugin.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';

/** Headers of an answer, by lower-case name; of some, such as `set-cookie`, there may be several. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

interface ExchangeParts extends Pick<Received, 'request' | 'signal' | 'generation' | 'log'> {
  readonly clock: Clock;
  /** Milliseconds for the answer. */
  readonly timeout: number;
  /** Calls to sources. */
  readonly mostCalls: number;
  readonly observers: readonly Observer[];
}

/** The one object that goes along; steps add to it. */
export class LiveExchange implements Received {
  readonly request: GatewayRequest;
  readonly signal: AbortSignal;
  readonly generation: string;
  readonly startedAt: number;
  deadline: number;
  readonly times = new Float64Array(STAGES.length);
  readonly calls: UpstreamCall[] = [];
  readonly #parts: ExchangeParts;
  #ends: ((timeIsUp: boolean) => void)[] | undefined;
  #begun = 0;
  #end: ((refusal: GatewayError) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether the deadline was brought nearer than the gateway's own. */
  #isHurried = false;
  #headers: Record<string, string | readonly string[]> | undefined;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.request = parts.request;
    this.signal = parts.signal;
    this.generation = parts.generation;
    this.startedAt = parts.clock.elapsed();
    this.deadline = this.startedAt + parts.timeout;
  }

  get log(): Log {
    return withRequestId(this.#parts.log, () => (this as Partial<Governed>).requestId);
  }

  /** What its steps and sources want the answer to bear. */
  get headers(): ResponseHeaders | undefined {
    return this.#headers;
  }

  /** Begins its time. @param then ends the request with a refusal, whatever it is at */
  begin(then: (refusal: GatewayError) => void): void {
    this.#end = then;
    this.#endIn(this.#parts.timeout);
  }

  isAnswered(): void {
    clearTimeout(this.#timer);
    this.#end = undefined;
  }

  endWithin(milliseconds: number): void {
    const deadline = this.#parts.clock.elapsed() + milliseconds;
    if (deadline >= this.deadline || !this.#end) return;
    this.deadline = deadline;
    this.#isHurried = true;
    clearTimeout(this.#timer);
    this.#endIn(milliseconds);
  }

  calling(): void {
    const { mostCalls } = this.#parts;
    if (++this.#begun > mostCalls) this.#end?.(overLimit('upstreamCalls', mostCalls));
  }

  #endIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#end?.(timeIsUp(this)), milliseconds);
  }

  whenEnded(then: (timeIsUp: boolean) => void): void {
    const { signal } = this;
    if (signal.aborted) return then(this.#isTimeUp());
    if (this.#ends) {
      this.#ends.push(then);
      return;
    }
    const ends = (this.#ends = [then]);
    // One listener, however many calls: putting one on a signal and taking it off costs as much as a call's headers.
    signal.addEventListener('abort', () => {
      for (const end of ends) end(this.#isTimeUp());
    });
  }

  /** No source is to blame for a caller that went away or asked for too much. */
  #isTimeUp(): boolean {
    const { reason } = this.signal;
    return !this.#isHurried && reason instanceof GatewayError && reason.code === 'DEADLINE_EXCEEDED';
  }

  respondWith(name: string, value: string | readonly string[]): void {
    this.#headers ??= {};
    this.#headers[name] ??= value;
  }

  called(call: UpstreamCall): void {
    if (this.signal.aborted) return; // it has been settled, or will be as aborted
    this.calls.push(call);
    for (const observer of this.#parts.observers) observer.called?.(call, this);
  }
}

/** May be sent again unless it was more than a read. */
function timeIsUp(exchange: Received & Partial<Governed>): GatewayError {
  const retryable = (exchange.operation?.type ?? 'query') === 'query';
  const message = 'The answer was not whole in the time that a request may take.';
  return new GatewayError(message, { code: 'DEADLINE_EXCEEDED', retryable });
}

function withRequestId(log: Log, requestId: () => string | undefined): Log {
  const bound =
    (write: Log['info']): Log['info'] =>
    (message, attributes) =>
      write(message, { requestId: requestId(), ...attributes });
  return { debug: bound(log.debug), info: bound(log.info), warn: bound(log.warn), error: bound(log.error) };
}
