import type { InnerSpan, RunningSpan, Trace } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { type RemoteParent, randomId } from './trace-context.ts';

/** Spans that one request may have inside of it. What is more is left out and counted. */
const MOST_INNER = 1_000;
const NONE: readonly InnerSpan[] = [];

export interface RequestTraceParts extends Pick<Trace, 'traceId' | 'sampled' | 'resolverSpans'> {
  readonly parent: RemoteParent | null;
  readonly clock: Clock;
}

/** A request that begins or continues a trace. A class, because every traced request makes one. */
export class RequestTrace implements Trace {
  readonly traceId: string;
  readonly spanId = randomId(8);
  readonly parentSpanId: string | null;
  readonly sampled: boolean;
  readonly resolverSpans: boolean;
  readonly #state: string | null;
  readonly #clock: Clock;
  #inner: InnerSpan[] | null = null;
  #omitted = 0;

  constructor({ traceId, parent, sampled, resolverSpans, clock }: RequestTraceParts) {
    this.traceId = traceId;
    this.parentSpanId = parent?.spanId ?? null;
    this.sampled = sampled;
    this.resolverSpans = resolverSpans;
    this.#state = parent?.state ?? null;
    this.#clock = clock;
  }

  get inner(): readonly InnerSpan[] {
    return this.#inner ?? NONE;
  }

  get omitted(): number {
    return this.#omitted;
  }

  call(): ReturnType<Trace['call']> {
    const spanId = randomId(8);
    return { spanId, headers: headersOf(this.traceId, spanId, this.sampled, this.#state) };
  }

  begin(name: string, parent: InnerSpan | null = null): RunningSpan | null {
    if (!this.sampled) return null;
    this.#inner ??= [];
    if (this.#inner.length >= MOST_INNER) {
      this.#omitted++;
      return null;
    }
    const span = new Span(name, parent, this.#clock);
    this.#inner.push(span);
    return span;
  }
}

class Span implements RunningSpan {
  readonly spanId = randomId(8);
  readonly parent: InnerSpan | null;
  readonly attributes: Record<string, string> = {};
  readonly startedAt: number;
  readonly #clock: Clock;
  name: string;
  endedAt: number | null = null;
  error: string | null = null;

  constructor(name: string, parent: InnerSpan | null, clock: Clock) {
    this.name = name;
    this.parent = parent;
    this.startedAt = clock.elapsed();
    this.#clock = clock;
  }

  rename(name: string): void {
    this.name = name;
  }

  note(attribute: string, value: string): void {
    this.attributes[attribute] = value;
  }

  fail(thrown: unknown): void {
    this.error = kindOf(thrown);
  }

  end(): void {
    this.endedAt ??= this.#clock.elapsed();
  }
}

/** The code of an error of the catalogue, the name of another; never its message. */
function kindOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const { code } = (thrown as { extensions?: { code?: unknown } }).extensions ?? {};
  return typeof code === 'string' ? code : thrown.name;
}

/** The headers that tell a source of its caller's span. Source: W3C Trace Context §3. */
export function headersOf(
  traceId: string,
  spanId: string,
  sampled: boolean,
  state: string | null,
): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  return state === null ? { traceparent } : { traceparent, tracestate: state };
}
