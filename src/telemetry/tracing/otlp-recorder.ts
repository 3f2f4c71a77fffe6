import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import type { Clock } from '../../kernel/ports/clock.ts';
import { redactName } from '../scrubber/redact-name.ts';
import { numberOf } from './env-number.ts';
import { RequestTrace } from './request-trace.ts';
import { createTracedExecute } from './resolver-spans.ts';
import { createSampling, type SamplingParts } from './sampling.ts';
import { createSpanOutlet } from './span-outlet.ts';
import { countSpans, createSpanTree, type SourceAddress } from './span-tree.ts';
import type { SpanRecorder } from './tracing.ts';

type Env = SamplingParts['env'];

export interface OtlpRecorderOptions extends SamplingParts {
  readonly version: string;
  readonly clock: Clock;
  /** Where a source is. */
  readonly addressOf: (source: string) => SourceAddress | undefined;
}

/** Records to any OTLP collector over HTTP, by the standard `OTEL_*` variables. */
export function createOtlpRecorder(options: OtlpRecorderOptions): SpanRecorder {
  const { env, version, clock, addressOf } = options;
  checkProtocol(env);
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? 'tollgate', 'service.version': version }),
    );
  const spansOf = createSpanTree({ resource, version, clock, addressOf, scrub: redactName });
  const decide = createSampling(options);
  const outlet = createSpanOutlet(endpointOf(env), numberOf(env['OTEL_BSP_SCHEDULE_DELAY'], 1_000));
  return {
    begin: (parent, token) => new RequestTrace({ ...decide(parent, token), parent, clock }),
    execute: createTracedExecute(),
    record(settled, exchange) {
      outlet.lose(exchange.trace?.omitted ?? 0);
      outlet.offer(countSpans(exchange), () => spansOf(settled, exchange));
    },
    dropped: outlet.dropped,
    close: outlet.close,
  };
}

/** Spans leave in one form; a collector that is told of another would get what it cannot read. */
function checkProtocol(env: Env): void {
  for (const variable of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = env[variable];
    if (!protocol) continue;
    if (protocol === 'http/protobuf') return;
    throw new Error(
      `${variable} is "${protocol}", but spans leave by http/protobuf only. Set it to http/protobuf, and OTEL_EXPORTER_OTLP_ENDPOINT to the port where the collector takes HTTP, usually 4318.`,
    );
  }
}

function endpointOf(env: Env): string {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  return own ?? `${(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://localhost:4318').replace(/\/$/, '')}/v1/traces`;
}
