import type { Observer, Plugin } from '../../kernel/plugin.ts';
import type { SpanRecorder } from '../tracing/tracing.ts';
import { createCostMetrics } from './cost-metrics.ts';
import { createEventLoopDelay } from './event-loop-delay.ts';
import { exposition, labelText } from './exposition.ts';
import { type CountedOverload, overloadText } from './overload-text.ts';
import { createRequestMetrics, type RequestMetricsParts } from './request-metrics.ts';

export interface MetricsParts extends RequestMetricsParts {
  readonly version: string;
  /** Each source, with the state of its breaker and what was counted of its calls. */
  readonly sources: () => readonly CountedSource[];
  readonly objectives: { readonly text: () => string };
  readonly overload: () => CountedOverload;
  readonly logger: { readonly dropped: () => number };
}

interface CountedSource {
  readonly name: string;
  readonly breaker: { readonly state: string };
  readonly calls: { readonly retried: number; readonly shared: number };
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
  const costs = createCostMetrics();
  const eventLoop = createEventLoopDelay();
  return {
    observe: {
      ...requests.observe,
      settled(settled, exchange) {
        requests.observe.settled?.(settled, exchange);
        costs.settled(settled, exchange);
      },
    },
    start: eventLoop.start,
    close: eventLoop.close,
    text: (recorder) =>
      [
        requests.text(),
        parts.objectives.text(),
        costs.text(),
        sourcesText(parts.sources()),
        overloadText(parts.overload()),
        eventLoop.text(),
        gatewayText(parts, recorder),
      ].join(''),
  };
}

/** Counts requests and their calls to sources. */
export function metrics({ observe }: Metrics): Plugin {
  return { name: 'metrics', observe };
}

const BREAKER_STATES = ['CLOSED', 'OPEN', 'HALF_OPEN'];

function sourcesText(sources: readonly CountedSource[]): string {
  const counter = (name: string, help: string, count: (calls: CountedSource['calls']) => number): string =>
    exposition(
      { name, type: 'counter', help },
      sources.map((source) => ({ labels: labelText({ tollgate_source: source.name }), value: count(source.calls) })),
    );
  return [
    breakerText(sources),
    counter('tollgate_source_retries_total', 'Further tries of calls to a source.', ({ retried }) => retried),
    counter(
      'tollgate_source_shared_calls_total',
      'Calls that waited for an identical one under way.',
      ({ shared }) => shared,
    ),
  ].join('');
}

/** One line a state, of which one is 1: a number for each state could not be summed or read. */
function breakerText(sources: readonly CountedSource[]): string {
  const help = 'State of the breaker of a source: 1 for the state that it is in.';
  return exposition(
    { name: 'tollgate_source_breaker_state', type: 'gauge', help },
    sources.flatMap(({ name, breaker }) =>
      BREAKER_STATES.map((one) => ({
        labels: labelText({ tollgate_source: name, state: one.toLowerCase() }),
        value: one === breaker.state ? 1 : 0,
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
