import type { Config } from './config.ts';
import { csrfPrevention } from './edge/browsers/csrf-prevention.ts';
import { client } from './edge/client.ts';
import { deadline } from './edge/deadline.ts';
import { requestId } from './edge/request-id.ts';
import { cachePolicy } from './execution/cache-policy.ts';
import { access } from './governance/access/access.ts';
import { budgets } from './governance/budgets/budgets.ts';
import { cost } from './governance/cost/cost.ts';
import { ranges } from './governance/cost/ranges/ranges.ts';
import { price } from './governance/cost/request/price.ts';
import { developmentPrincipals } from './governance/development-principals.ts';
import { constraints } from './governance/constraints/constraints.ts';
import { flags } from './governance/flags/flags.ts';
import type { Overload } from './governance/overload/overload.ts';
import { shedding, sheddingTexts } from './governance/overload/shedding.ts';
import { sentValues } from './governance/limits/sent-values.ts';
import { principal } from './governance/principal.ts';
import { variables } from './governance/variables.ts';
import { type GatewayFacts, gatewayFields } from './graph/gateway-fields.ts';
import { type Position, path } from './kernel/path.ts';
import type { BudgetStore } from './kernel/ports/stores/budget-store.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { DocumentLimits } from './kernel/ports/document-limits.ts';
import type { FlagStore } from './kernel/ports/stores/flags.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { KeyValue } from './kernel/ports/stores/key-value.ts';
import type { Planner } from './kernel/ports/planner.ts';
import type { Registry } from './kernel/ports/registry.ts';
import type { Signals } from './kernel/ports/signals.ts';
import type { Mode } from './operations/config.ts';
import { promises } from './operations/promises.ts';
import { operationFields } from './operations/graph/operation-fields.ts';
import { registryHealth } from './operations/registry-health.ts';
import { introspection, readsByGet } from './operations/request/allowed.ts';
import { requestForm } from './operations/request/asked.ts';
import { freeDocument } from './operations/request/free-document.ts';
import { registered } from './operations/request/registered.ts';
import { restContract } from './operations/rest/rest-contract.ts';
import { fallbacks } from './sources/fallback/fallbacks.ts';
import type { UsedFallbacks } from './sources/fallback/used-fallbacks.ts';
import { degrading, planning, sources } from './sources/plugin.ts';
import { countUsage } from './operations/usage/count-usage.ts';
import type { Usage } from './operations/usage/usage.ts';
import type { Source } from './sources/source.ts';
import type { Logger } from './telemetry/logging/logger.ts';
import { requestLog } from './telemetry/logging/request-log.ts';
import { type Metrics, metrics } from './telemetry/metrics/metrics.ts';
import type { ObjectiveKeeper } from './telemetry/objectives/objective-keeper.ts';
import { objectives } from './telemetry/objectives/objectives.ts';
import { createScrubber, scrubbing } from './telemetry/scrubber/scrubber.ts';
import { type SpanRecorder, tracing } from './telemetry/tracing/tracing.ts';

/** What the plugins of the path are made of. What a plugin adds to comes as a reader, to be read when it runs. */
export interface PathParts {
  readonly config: Config;
  readonly dev: boolean;
  readonly mode: Mode;
  readonly graph: () => Graph;
  readonly limits: DocumentLimits;
  readonly registry: () => Registry;
  readonly facts: GatewayFacts;
  readonly planner: () => Planner;
  readonly sources: () => ReadonlyMap<string, Source>;
  readonly fallbacks: { readonly used: UsedFallbacks };
  readonly apq: KeyValue;
  readonly usage: Usage;
  readonly budgets: BudgetStore;
  readonly flags: FlagStore;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly recorder: SpanRecorder | null;
  readonly metrics: Metrics;
  readonly objectives: Pick<ObjectiveKeeper, 'record' | 'standing' | 'missed' | 'size'>;
  readonly overload: Overload;
}

/**
 * THE way of a request: each step, in order, with the reason for its place. A step placed before what it needs does not
 * compile. `docs/generated/request-path.md` is written from this list.
 */
export function requestPath(parts: PathParts): readonly Position[] {
  const { config, dev, mode, graph, limits, registry, facts, apq, clock, signals, logger, recorder } = parts;
  const isCounted = config.cost.max !== undefined || config.budgets.some(({ points }) => points !== undefined);
  return path()
    .use(tracing(recorder), 'first, because every later word about the request bears its trace')
    .use(requestId(), 'before anything can be refused, because every refusal names it')
    .use(client(), 'before anything is judged, because refusals are counted by client too')
    .use(deadline(), 'before anything that takes time, because it says how much there is')
    .users(config.plugins.received)
    .leaves('received')

    .use(requestForm(), 'reads the body: the first step that a broken request can fail')
    .use(sentValues(config.limits), 'too much of variables or extensions is refused before anything reads them')
    .use(
      registered({ registry, mode, limits, signals }),
      'by id nothing needs parsing; what the mode closes is refused before any work',
    )
    .use(sheddingTexts(parts.overload), 'a text for which there is no room is not parsed')
    .use(
      freeDocument({ graph, limits, suggestions: dev, apq, apqTtl: config.operations.apq.ttl, clock }),
      'only what is left to the free lane is parsed and validated',
    )
    .use(readsByGet(), 'the operation’s type is known now, and nothing has been done for it yet')
    .use(csrfPrevention(config.http), 'a write by GET has heard so; what is left a page of another site may have sent')
    .use(introspection({ allowed: dev }), 'after the operation is known, so that it holds for texts and ids alike')
    .use(
      shedding(parts.overload, clock),
      'who comes first is told by the operation; what it costs, values, flags and calls, is still to come',
    )
    .users(config.plugins.resolved)
    .leaves('resolved')

    .use(
      principal({
        principals: config.development.principal ? developmentPrincipals : null,
        anonymousScopes: dev ? ['gateway:read'] : [],
      }),
      'before every rule that asks who is calling',
    )
    .use(variables(graph, { suggestions: dev }), 'coerced once, before everything that reads their values')
    .use(ranges(), 'within them the cost has its maximum, so before anything is charged or fetched')
    .use(constraints(graph), 'variables have their values now, and nothing has been planned or fetched for them')
    .use(
      access(config.access, graph),
      'asks who is calling, and with what; before anything is charged or fetched, because it closes fields',
    )
    .use(
      flags({ config: config.flags, store: parts.flags, graph, registry, clock }),
      'a share of the callers is taken by who is calling; before execution, because it closes fields',
    )
    .use(
      price({ config: config.cost, counted: isCounted, graph, registry, signals }),
      'when its variables are known and allowed, so that what is too dear costs nothing else',
    )
    .use(
      budgets({
        config: config.budgets,
        measures: config.cost.mode === 'measure',
        store: parts.budgets,
        signals,
        clock,
      }),
      'last, for what is refused spends nothing',
    )
    .users(config.plugins.governed)
    .leaves('governed')

    .use(gatewayFields(facts), 'no step: what the gateway says of itself in the graph')
    .use(registryHealth(registry, mode, clock), 'no step: whether anything may run here')
    .use(operationFields(registry, parts.usage), 'no step: the registered operations in the graph')
    .use(sources(parts.sources, parts.planner, clock), 'no step: the sources in the graph, in health and in contracts')
    .use(planning(parts.planner), 'no step: the calls that an operation makes, for its contract')
    .use(restContract(), 'no step: the REST endpoint that an operation is, for its contract')
    .use(promises(), 'no step: what a team promises of its operation, for its contract')
    .use(cost(config.cost), 'no step: what an operation costs, for its contract')
    .use(cachePolicy(config.cache), 'no step: how long an answer may be kept, for its contract')
    .use(
      fallbacks(config.sources, { used: parts.fallbacks.used, signals }),
      'no step: what fields answer while their source is out',
    )
    .use(degrading(parts.planner), 'no step: what an operation loses with each source, for its contract')
    .use(scrubbing(), 'no step: which personal data an operation takes in and gives out, for its contract')
    .use(countUsage(parts.usage, registry), 'no step: who asks for which registered operation')
    .use(metrics(parts.metrics), 'no step: counts and times what has ended, requests and calls to sources')
    .use(
      objectives({ config: config.objectives, keeper: parts.objectives, registry, clock }),
      'no step: whether registered operations are as fast as they shall be',
    )
    .use(
      requestLog({ logger, config: config.logging, scrubber: createScrubber(graph) }),
      'no step: one line when the request has settled, after all others have seen its end',
    ).positions;
}
