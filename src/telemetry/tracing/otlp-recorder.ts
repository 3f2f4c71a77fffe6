import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '../../kernel/ports/clock.ts';
import { redactName } from '../scrubber/redact-name.ts';
import { createSpanTree, type SourceAddress } from './span-tree.ts';
import type { RemoteParent } from './trace-context.ts';
import type { SpanRecorder } from './tracing.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface OtlpRecorderOptions {
  readonly env: Env;
  readonly version: string;
  readonly clock: Clock;
  /** Where each source is, by name. */
  readonly addresses: ReadonlyMap<string, SourceAddress>;
}

/** Spans that may wait for the collector; a trace that does not fit is dropped whole and counted. */
const MOST_WAITING = 2_048;

/** Records to any OTLP collector over HTTP, by the standard `OTEL_*` variables. */
export function createOtlpRecorder({ env, version, clock, addresses }: OtlpRecorderOptions): SpanRecorder {
  const exporter = new OTLPTraceExporter({ url: endpointOf(env) });
  let dropped = 0;
  let waiting = 0;
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result) => {
        waiting -= spans.length;
        if (result.error) dropped += spans.length;
        done({ ...result, code: 0 }); // counted here; the processor would write it to the console
      });
    },
    shutdown: () => exporter.shutdown(),
  };
  const processor = new BatchSpanProcessor({
    exporter: counting,
    maxQueueSize: MOST_WAITING,
    scheduledDelayMillis: numberOf(env['OTEL_BSP_SCHEDULE_DELAY'], 1_000),
  });
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? 'tollgate', 'service.version': version }),
    );
  const spansOf = createSpanTree({ resource, version, clock, addresses, scrub: redactName });
  return {
    samples: samplerOf(env),
    record(settled, exchange) {
      const spans: readonly ReadableSpan[] = spansOf(settled, exchange);
      if (waiting + spans.length > MOST_WAITING) {
        dropped += spans.length;
        return;
      }
      waiting += spans.length;
      for (const span of spans) processor.onEnd(span);
    },
    dropped: () => dropped,
    close: () => processor.shutdown().catch(() => {}), // what the collector does not take in time is lost, and counted
  };
}

function endpointOf(env: Env): string {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return own ?? `${(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://localhost:4318').replace(/\/$/, '')}/v1/traces`;
}

/** `OTEL_TRACES_SAMPLER` and its argument; a caller's own decision counts in the `parentbased_` kinds. */
function samplerOf(env: Env): SpanRecorder['samples'] {
  const name = env['OTEL_TRACES_SAMPLER'] ?? 'parentbased_always_on';
  const ratio = new TraceIdRatioBasedSampler(numberOf(env['OTEL_TRACES_SAMPLER_ARG'], 1));
  const root: Readonly<Record<string, (traceId: string) => boolean>> = {
    always_on: () => true,
    always_off: () => false,
    traceidratio: (traceId) =>
      ratio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED,
  };
  const kind = name.replace(/^parentbased_/, '');
  const decide = root[kind];
  if (!decide)
    throw new Error(
      `OTEL_TRACES_SAMPLER is "${name}". It takes ${Object.keys(root).join(', ')}, each also with parentbased_ before it.`,
    );
  const byParent = name.startsWith('parentbased_');
  return (traceId: string, parent: RemoteParent | null) => (byParent && parent ? parent.sampled : decide(traceId));
}

function numberOf(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? otherwise : value;
}
