import type { Observer, Plugin } from '../../kernel/plugin.ts';
import type { SpanRecorder } from '../tracing/tracing.ts';
import { createEventLoopDelay } from './event-loop-delay.ts';
import { exposition, labelText } from './exposition.ts';
import { createRequestMetrics, type RequestMetricsParts } from './request-metrics.ts';

export interface MetricsParts extends RequestMetricsParts {
  readonly version: string;
  /** The state of each source's breaker. */
  readonly breakers: () => readonly { readonly source: string; readonly state: string }[];
  readonly logger: { readonly dropped: () => number };
}

/** What the gateway counts. Outlives generations, so that no counter ever goes back. */
export interface Metrics {
  readonly observe: Observer;
  /** Begins to watch the event loop. */
  readonly start: () => void;
  /** Everything that was counted, in the text format of Prometheus 0.0.4. */
  readonly text: (recorder: Pick<SpanRecorder, 'dropped'> | null) => string;
  readonly close: () => void;
}

export function createMetrics(parts: MetricsParts): Metrics {
  const requests = createRequestMetrics(parts);
  const eventLoop = createEventLoopDelay();
  return {
    observe: requests.observe,
    start: eventLoop.start,
    close: eventLoop.close,
    text: (recorder) =>
      [requests.text(), breakerText(parts.breakers()), eventLoop.text(), gatewayText(parts, recorder)].join(''),
  };
}

/** Counts requests and their calls to sources. */
export function metrics({ observe }: Metrics): Plugin {
  return { name: 'metrics', observe };
}

const BREAKER_STATES = ['CLOSED', 'OPEN', 'HALF_OPEN'];

/** One line a state, of which one is 1: a number for each state could not be summed or read. */
function breakerText(breakers: ReturnType<MetricsParts['breakers']>): string {
  const help = 'State of the breaker of a source: 1 for the state that it is in.';
  return exposition(
    { name: 'tollgate_source_breaker_state', type: 'gauge', help },
    breakers.flatMap(({ source, state }) =>
      BREAKER_STATES.map((one) => ({
        labels: labelText({ tollgate_source: source, state: one.toLowerCase() }),
        value: one === state ? 1 : 0,
      })),
    ),
  );
}

function gatewayText({ version, logger }: MetricsParts, recorder: Parameters<Metrics['text']>[0]): string {
  const { user, system } = process.cpuUsage();
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number, labels = ''): string =>
    exposition({ name, type, help }, [{ labels, value }]);
  return [
    one('tollgate_log_lines_dropped_total', 'counter', 'Lines of the log that were not written.', logger.dropped()),
    recorder
      ? one('tollgate_spans_dropped_total', 'counter', 'Spans that no collector received.', recorder.dropped())
      : '',
    one('tollgate_build_info', 'gauge', 'The version of the gateway; always 1.', 1, labelText({ version })),
    one('process_cpu_seconds_total', 'counter', 'CPU time of the process, user and system.', (user + system) / 1e6),
    one('process_resident_memory_bytes', 'gauge', 'Memory of the process, in bytes.', process.memoryUsage.rss()),
  ].join('');
}
