import type { Config } from './config.ts';
import { csrfPrevention } from './edge/browsers/csrf-prevention.ts';
import { client } from './edge/client.ts';
import { requestId } from './edge/request-id.ts';
import { flags } from './governance/flags/flags.ts';
import { principal } from './governance/principal.ts';
import { variables } from './governance/variables.ts';
import { type GatewayFacts, gatewayFields } from './graph/gateway-fields.ts';
import { type Position, path } from './kernel/path.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { FlagStore } from './kernel/ports/flags.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { KeyValue } from './kernel/ports/key-value.ts';
import type { Planner } from './kernel/ports/planner.ts';
import type { Registry } from './kernel/ports/registry.ts';
import type { Signals } from './kernel/ports/signals.ts';
import type { Mode } from './operations/config.ts';
import { registryHealth } from './operations/registry-health.ts';
import { introspection, readsByGet } from './operations/request/allowed.ts';
import { requestForm } from './operations/request/asked.ts';
import { freeDocument } from './operations/request/free-document.ts';
import { registered } from './operations/request/registered.ts';
import { planning, sources } from './sources/plugin.ts';
import type { Source } from './sources/source.ts';
import type { Logger } from './telemetry/logging/logger.ts';
import { requestLog } from './telemetry/logging/request-log.ts';
import { type Metrics, metrics } from './telemetry/metrics/metrics.ts';
import { createScrubber, scrubbing } from './telemetry/scrubber/scrubber.ts';
import { type SpanRecorder, tracing } from './telemetry/tracing/tracing.ts';

/** What the plugins of the path are made of. What a plugin adds to comes as a reader, to be read when it runs. */
export interface PathParts {
  readonly config: Config;
  readonly dev: boolean;
  readonly mode: Mode;
  readonly graph: () => Graph;
  readonly registry: () => Registry;
  readonly facts: GatewayFacts;
  readonly planner: () => Planner;
  readonly sources: () => ReadonlyMap<string, Source>;
  readonly apq: KeyValue;
  readonly flags: FlagStore;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly recorder: SpanRecorder | null;
  readonly metrics: Metrics;
}

/**
 * THE way of a request: each step, in order, with the reason for its place. A step placed before what it needs does not
 * compile. `docs/generated/request-path.md` is written from this list.
 */
export function requestPath(parts: PathParts): readonly Position[] {
  const { config, dev, mode, graph, registry, facts, apq, clock, signals, logger, recorder } = parts;
  return path()
    .use(tracing(recorder), 'first, because every later word about the request bears its trace')
    .use(requestId(), 'before anything can be refused, because every refusal names it')
    .use(client(), 'before anything is judged, because refusals are counted by client too')
    .users(config.plugins.received)
    .leaves('received')

    .use(requestForm(), 'reads the body: the first step that a broken request can fail')
    .use(
      registered({ registry, mode, signals }),
      'by id nothing needs parsing; what the mode closes is refused before any work',
    )
    .use(
      freeDocument({ graph, apq, apqTtl: config.operations.apq.ttl }),
      'only what is left to the free lane is parsed and validated',
    )
    .use(readsByGet(), 'the operation’s type is known now, and nothing has been done for it yet')
    .use(csrfPrevention(config.http), 'a write by GET has heard so; what is left a page of another site may have sent')
    .use(introspection({ allowed: dev }), 'after the operation is known, so that it holds for texts and ids alike')
    .users(config.plugins.resolved)
    .leaves('resolved')

    .use(principal({ anonymousScopes: dev ? ['gateway:read'] : [] }), 'before every rule that asks who is calling')
    .use(variables(graph), 'coerced once, before everything that reads their values')
    .use(
      flags({ config: config.flags, store: parts.flags, graph, registry, clock }),
      'a share of the callers is taken by who is calling; before execution, because it closes fields',
    )
    .users(config.plugins.governed)
    .leaves('governed')

    .use(gatewayFields(facts), 'no step: what the gateway says of itself in the graph')
    .use(registryHealth(registry, mode, clock), 'no step: whether anything may run here')
    .use(sources(parts.sources, parts.planner, clock), 'no step: the sources in the graph, in health and in contracts')
    .use(planning(parts.planner), 'no step: the calls that an operation makes, for its contract')
    .use(scrubbing(), 'no step: which personal data an operation takes in and gives out, for its contract')
    .use(metrics(parts.metrics), 'no step: counts and times what has ended, requests and calls to sources')
    .use(
      requestLog({ logger, config: config.logging, scrubber: createScrubber(graph) }),
      'no step: one line when the request has settled, after all others have seen its end',
    ).positions;
}
