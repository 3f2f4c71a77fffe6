import type { Received, Trace } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { TracedExecute } from '../../kernel/ports/traced-execute.ts';
import { headersOf } from './request-trace.ts';
import { type RemoteParent, readTraceContext } from './trace-context.ts';

/** Builds and exports the spans of requests. Made only where `OTEL_*` asks for it. */
export interface SpanRecorder {
  /**
   * A request's place in the trace of the parent, or in one that begins here.
   * @param token what it bears to demand that it be recorded, with its resolvers.
   */
  readonly begin: (parent: RemoteParent | null, token: string | undefined) => Trace;
  readonly record: NonNullable<NonNullable<Plugin['observe']>['settled']>;
  /** Executes a request whose resolvers get spans. */
  readonly execute: TracedExecute;
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
      return { trace: recorder.begin(parent, request.header('x-tollgate-trace')) };
    },
    ...(recorder && {
      observe: { settled: (settled, exchange) => exchange.trace?.sampled && recorder.record(settled, exchange) },
    }),
  };
}

/** We add no span of our own, so sources see the caller's. */
function handedOn({ traceId, spanId, sampled, state }: RemoteParent): Trace {
  const headers = headersOf(traceId, spanId, sampled, state);
  return {
    traceId,
    spanId,
    parentSpanId: null,
    sampled,
    resolverSpans: false,
    call: () => ({ spanId, headers }),
    begin: () => null,
    inner: [],
    omitted: 0,
  };
}
