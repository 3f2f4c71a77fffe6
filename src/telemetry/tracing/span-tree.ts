import {
  type Attributes,
  type HrTime,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  type InnerSpan,
  type Seen,
  type Settled,
  STAGES,
  type Stage,
  type UpstreamCall,
} from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { redact } from '../scrubber/redact.ts';
import { randomId } from './trace-context.ts';

/** Where a source is. */
export interface SourceAddress {
  readonly host: string;
  readonly port: number;
}

export interface SpanTreeParts {
  readonly resource: Resource;
  readonly version: string;
  readonly clock: Clock;
  readonly addressOf: (source: string) => SourceAddress | undefined;
  readonly scrub: (text: string) => string;
}

/**
 * The spans of a request that has settled: itself, one for each stage that it left, one for each call to a source, and
 * those that were begun inside of it. Names and attributes are those of the semantic conventions; a variable's value is in
 * none.
 */
export function createSpanTree(parts: SpanTreeParts): (settled: Settled, exchange: Seen) => readonly ReadableSpan[] {
  const scope: InstrumentationScope = { name: 'tollgate', version: parts.version };
  return (settled, exchange) => {
    const { trace } = exchange;
    if (!trace) return [];
    const { now, elapsed } = parts.clock;
    const made = new SpanMaker(parts.resource, scope, trace.traceId, now() - elapsed());
    const end = exchange.startedAt + settled.milliseconds;
    const root = made.span({
      spanId: trace.spanId,
      parent: trace.parentSpanId,
      name: exchange.operation?.type ?? 'GraphQL Operation',
      kind: SpanKind.SERVER,
      from: exchange.startedAt,
      until: end,
      attributes: requestAttributes(settled, exchange, parts.scrub),
      failed: settled.status >= 500 && settled.outcome !== 'aborted',
    });
    const stages = stageSpans(made, exchange, trace.spanId);
    const executed = stages.get('executed')?.spanContext().spanId ?? trace.spanId;
    const spans = [root, ...stages.values()];
    for (const call of exchange.calls) spans.push(callSpan(made, call, executed, parts.addressOf));
    for (const inner of trace.inner) {
      const parent = inner.parent?.spanId ?? stageAt(inner.startedAt, exchange, stages)?.spanContext().spanId;
      spans.push(innerSpan(made, inner, parent ?? trace.spanId, end));
    }
    return spans;
  };
}

/** How many spans a request makes: as many as `createSpanTree` builds of it. */
export function countSpans({ trace, times, calls }: Seen): number {
  if (!trace) return 0;
  const unreached = times.indexOf(0);
  return 1 + (unreached < 0 ? times.length : unreached) + calls.length + trace.inner.length;
}

function requestAttributes(
  settled: Settled,
  { request, operation, client, requestId, generation }: Seen,
  scrub: SpanTreeParts['scrub'],
): Attributes {
  const { codes } = settled;
  return {
    'http.request.method': request.method,
    'http.route': request.route,
    'http.response.status_code': settled.status,
    'tollgate.outcome': settled.outcome,
    'tollgate.generation': generation,
    ...(requestId !== undefined && { 'tollgate.request.id': scrub(requestId) }),
    ...(operation && {
      'graphql.operation.type': operation.type,
      'tollgate.operation.id': operation.id,
      'tollgate.operation.registered': operation.registered,
    }),
    ...(operation?.name && { 'graphql.operation.name': operation.name }),
    ...(client?.name && { 'tollgate.client.name': scrub(client.name) }),
    ...(client?.version && { 'tollgate.client.version': scrub(client.version) }),
    ...(codes.length > 0 && { 'error.type': codes[0], 'tollgate.error.codes': codes }),
  };
}

function stageSpans(made: SpanMaker, { startedAt, times }: Seen, parent: string): ReadonlyMap<Stage, ReadableSpan> {
  const spans = new Map<Stage, ReadableSpan>();
  let from = startedAt;
  for (const [index, stage] of STAGES.entries()) {
    const until = times[index] ?? 0;
    if (until === 0) break;
    spans.set(
      stage,
      made.span({
        spanId: randomId(8),
        parent,
        name: `tollgate.${stage}`,
        kind: SpanKind.INTERNAL,
        from,
        until,
        attributes: {},
        failed: false,
      }),
    );
    from = until;
  }
  return spans;
}

function callSpan(
  made: SpanMaker,
  call: UpstreamCall,
  parent: string,
  addressOf: SpanTreeParts['addressOf'],
): ReadableSpan {
  const { source, method, template, status, code, startedAt, milliseconds, spanId = randomId(8) } = call;
  const address = addressOf(source);
  return made.span({
    spanId,
    parent,
    name: `${method} ${template}`,
    kind: SpanKind.CLIENT,
    from: startedAt,
    until: startedAt + milliseconds,
    attributes: {
      'http.request.method': method,
      'url.template': template,
      'tollgate.source': source,
      ...(address && { 'server.address': address.host, 'server.port': address.port }),
      ...(status !== null && { 'http.response.status_code': status }),
      ...(code !== null && { 'error.type': code }),
    },
    failed: code !== null,
  });
}

/** The stage that the request was in at a time; none where it never left it. */
function stageAt(time: number, { times }: Seen, stages: ReadonlyMap<Stage, ReadableSpan>): ReadableSpan | undefined {
  const stage = STAGES.find((_, index) => (times[index] ?? 0) >= time);
  return stage && stages.get(stage);
}

/** What has not ended with the request ends here with it. Scrubbed without memory: clients make up paths as they like. */
function innerSpan(
  made: SpanMaker,
  { spanId, name, attributes, startedAt, endedAt, error }: InnerSpan,
  parent: string,
  end: number,
): ReadableSpan {
  const scrubbed: Attributes = error === null ? {} : { 'error.type': redact(error) };
  for (const [key, value] of Object.entries(attributes)) scrubbed[key] = redact(value);
  return made.span({
    spanId,
    parent,
    name: redact(name),
    kind: SpanKind.INTERNAL,
    from: startedAt,
    until: endedAt ?? end,
    attributes: scrubbed,
    failed: error !== null,
  });
}

interface SpanFacts {
  readonly spanId: string;
  readonly parent: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds of the clock that never goes back. */
  readonly from: number;
  readonly until: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

const OK: SpanStatus = { code: SpanStatusCode.UNSET };
const FAILED: SpanStatus = { code: SpanStatusCode.ERROR };
const NONE: never[] = [];

/** Spans of one trace as the exporter reads them, without the life that the SDK's own have to live. */
class SpanMaker {
  readonly #resource: Resource;
  readonly #scope: InstrumentationScope;
  readonly #traceId: string;
  /** Milliseconds from the clock's origin to the Unix epoch's. */
  readonly #origin: number;

  constructor(resource: Resource, scope: InstrumentationScope, traceId: string, origin: number) {
    this.#resource = resource;
    this.#scope = scope;
    this.#traceId = traceId;
    this.#origin = origin;
  }

  span({ spanId, parent, name, kind, from, until, attributes, failed }: SpanFacts): ReadableSpan {
    const context: SpanContext = { traceId: this.#traceId, spanId, traceFlags: TraceFlags.SAMPLED };
    return {
      name,
      kind,
      attributes,
      spanContext: () => context,
      ...(parent !== null && {
        parentSpanContext: { traceId: this.#traceId, spanId: parent, traceFlags: TraceFlags.SAMPLED },
      }),
      startTime: hrTime(this.#origin + from),
      endTime: hrTime(this.#origin + until),
      duration: hrTime(until - from),
      status: failed ? FAILED : OK,
      links: NONE,
      events: NONE,
      ended: true,
      resource: this.#resource,
      instrumentationScope: this.#scope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  }
}

function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}
