import type { Received, Trace } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import { type RemoteParent, randomId, readTraceContext } from './trace-context.ts';

/** Builds and exports the spans of requests. Made only where `OTEL_*` asks for it. */
export interface SpanRecorder {
  /** Whether a trace that comes from the parent, or begins here, is recorded. */
  readonly samples: (traceId: string, parent: RemoteParent | null) => boolean;
  readonly record: NonNullable<NonNullable<Plugin['observe']>['settled']>;
  /** Spans that could not be handed over or were refused. */
  readonly dropped: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Gives each request its place in a trace. Without a recorder it only hands on what the caller sent; the spans of a
 * recorded request are built from the exchange's times when it has settled, so that a running request pays for its ids
 * alone.
 */
export function tracing(recorder: SpanRecorder | null): Plugin<Received, { readonly trace: Trace | null }> {
  return {
    name: 'tracing',
    run({ request }) {
      const parent = readTraceContext(request.header('traceparent'), request.header('tracestate'));
      if (!recorder) return { trace: parent && handedOn(parent) };
      const traceId = parent?.traceId ?? randomId(16);
      return { trace: begun(traceId, parent, recorder.samples(traceId, parent)) };
    },
    ...(recorder && {
      observe: { settled: (settled, exchange) => exchange.trace?.sampled && recorder.record(settled, exchange) },
    }),
  };
}

/** We add no span of our own, so sources see the caller's. */
function handedOn({ traceId, spanId, sampled, state }: RemoteParent): Trace {
  const headers = headersOf(traceId, spanId, sampled, state);
  return { traceId, spanId, parentSpanId: null, sampled, call: () => ({ spanId, headers }) };
}

function begun(traceId: string, parent: RemoteParent | null, sampled: boolean): Trace {
  return {
    traceId,
    spanId: randomId(8),
    parentSpanId: parent?.spanId ?? null,
    sampled,
    call() {
      const spanId = randomId(8);
      return { spanId, headers: headersOf(traceId, spanId, sampled, parent?.state ?? null) };
    },
  };
}

function headersOf(traceId: string, spanId: string, sampled: boolean, state: string | null): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  return state === null ? { traceparent } : { traceparent, tracestate: state };
}
