import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { inTime } from '../../kernel/basics/in-time.ts';

/** Hands spans to the collector, some at a time. */
export interface SpanOutlet {
  /** Takes a trace of so many spans, or drops it whole; what is dropped is not built. */
  readonly offer: (count: number, build: () => readonly ReadableSpan[]) => void;
  /** Counts spans that were never offered. */
  readonly lose: (count: number) => void;
  /** Spans that the collector did not get. */
  readonly dropped: () => number;
  readonly close: () => Promise<void>;
}

/** Spans that may wait for the collector; a trace that does not fit is dropped whole and counted. */
const MOST_WAITING = 2_048;

/** Milliseconds for the last spans to leave. A collector that is away must not keep the rest of the gateway from closing. */
const LONGEST_CLOSE = 2_000;

/** @param delay milliseconds that spans wait for others to leave with. */
export function createSpanOutlet(url: string, delay: number): SpanOutlet {
  const exporter = new OTLPTraceExporter({ url });
  let dropped = 0;
  let waiting = 0;
  let full = false;
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result) => {
        waiting -= spans.length;
        full = false;
        if (result.error) dropped += spans.length;
        done({ ...result, code: 0 }); // counted here; the processor would write it to the console
      });
    },
    shutdown: () => exporter.shutdown(),
  };
  const processor = new BatchSpanProcessor({
    exporter: counting,
    maxQueueSize: MOST_WAITING,
    scheduledDelayMillis: delay,
  });
  return {
    offer(count, build) {
      full ||= waiting + count > MOST_WAITING;
      if (full) {
        dropped += count;
        return;
      }
      const spans = build();
      waiting += spans.length;
      for (const span of spans) processor.onEnd(span);
    },
    lose(count) {
      dropped += count;
    },
    dropped: () => dropped,
    close: () =>
      inTime(
        processor.shutdown().catch(() => {}),
        LONGEST_CLOSE,
      ),
  };
}
