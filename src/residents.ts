import { readFileSync } from 'node:fs';
import { createMemoryBudgets } from './adapters/budgets/memory-budgets.ts';
import { createSharedBudgets } from './adapters/budgets/shared-budgets.ts';
import { fixedFlags } from './adapters/flags/fixed-flags.ts';
import { FlagFiles } from './adapters/flags/flag-files.ts';
import { providerFlags } from './adapters/flags/provider-flags.ts';
import { createMemoryKeyValue } from './adapters/key-value/memory-key-value.ts';
import { nearAndFar } from './adapters/key-value/near-and-far.ts';
import { createRedisKeyValue } from './adapters/key-value/redis-key-value.ts';
import type { Config } from './config.ts';
import { catalogueWith, createErrorRenderer, type ErrorRenderer } from './errors/render.ts';
import { redisUrl, usageFile } from './environment.ts';
import type { Residents } from './generation.ts';
import { Overload } from './governance/overload/overload.ts';
import type { Json } from './kernel/basics/json.ts';
import type { BudgetStore } from './kernel/ports/stores/budget-store.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { FlagStore } from './kernel/ports/stores/flags.ts';
import type { KeyValue } from './kernel/ports/stores/key-value.ts';
import type { LogSink } from './kernel/ports/log.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { keptAnswers } from './sources/fallback/last-good.ts';
import { UsedFallbacks } from './sources/fallback/used-fallbacks.ts';
import { Usage } from './operations/usage/usage.ts';
import { createLogger, logSignals } from './telemetry/logging/logger.ts';
import { createMetrics } from './telemetry/metrics/metrics.ts';
import { ObjectiveKeeper } from './telemetry/objectives/objective-keeper.ts';
import { redact } from './telemetry/scrubber/redact.ts';
import { wantsTraces } from './telemetry/tracing/wants-traces.ts';

export interface ResidentsOptions {
  /** The folder that paths of the config are seen from. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dev: boolean;
  readonly clock: Clock;
  /** Is told what the rooms report, besides the log. */
  readonly signals?: Signals | undefined;
  /** Takes the log's lines in place of file or standard output. */
  readonly sink?: LogSink | undefined;
  /** Flags held at a value, whatever their definitions say. */
  readonly flags?: Readonly<Record<string, Json>> | undefined;
}

/** Makes what outlives generations: stores, log, renderer. Nothing connects before it is used. */
export function createResidents(config: Config, options: ResidentsOptions): Residents {
  const { env, dev, clock, signals: own, sink } = options;
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const pretty = dev && process.stdout.isTTY;
  const logger = createLogger({ config: config.logging, level: env['LOG_LEVEL'] || undefined, pretty, sink });
  const words = logSignals(logger.log);
  const signals: Signals = {
    emit(signal) {
      words.emit(signal);
      own?.emit(signal);
    },
  };
  const objectives = new ObjectiveKeeper({ config: config.objectives, clock, signals });
  const overload = new Overload({ config: config.overload, clock, signals });
  const inUse: Residents['inUse'] = { sources: new Map() };
  return {
    version,
    startedAt: new Date(clock.now()).toISOString(),
    env,
    root: options.root,
    inUse,
    fallbacks: { used: new UsedFallbacks(), kept: keptAnswers() },
    renderer: rendererOf(config, signals),
    apq: apqOf(config, options, signals),
    // In development operations change with every keystroke, so what is counted is not kept.
    usage: new Usage({ file: dev ? undefined : usageFile(env), clock, signals }),
    budgets: budgetsOf(config, options, signals),
    flags: flagsOf(config, options, signals),
    clock,
    signals,
    logger,
    recorder: null,
    faults: null,
    objectives,
    overload,
    metrics: createMetrics({
      version,
      objectives,
      logger,
      addressOf: (source) => inUse.sources.get(source)?.address,
      codes: catalogueWith(config.errors.codes),
      sources: () => [...inUse.sources.values()].map((source) => source.state()),
      overload: () => overload.state(),
    }),
  };
}

interface Recording {
  readonly env: ResidentsOptions['env'];
  readonly resolverSpans: number;
  readonly adminToken: string | undefined;
}

/** The residents with a recorder where `OTEL_*` asks for traces. Nothing of OpenTelemetry is loaded elsewhere. */
export async function withRecorder(residents: Residents, recording: Recording): Promise<Residents> {
  if (!wantsTraces(recording.env)) return residents;
  const { createOtlpRecorder } = await import('./telemetry/tracing/otlp-recorder.ts');
  const { version, clock, inUse } = residents;
  const parts = { ...recording, version, clock, addressOf: (source: string) => inUse.sources.get(source)?.address };
  return { ...residents, recorder: createOtlpRecorder(parts) };
}

/** The residents with the faults that a developer asked for. What injects them is loaded then alone. */
export async function withFaults(residents: Residents, faults: readonly string[]): Promise<Residents> {
  if (faults.length === 0) return residents;
  const { createFaults } = await import('./sources/faults/create-faults.ts');
  return { ...residents, faults: createFaults(faults) };
}

/** In memory, and where there is a Redis, shared with the other replicas. */
function apqOf({ operations }: Config, { env, clock }: ResidentsOptions, signals: Signals): KeyValue {
  const near = createMemoryKeyValue({ entries: operations.apq.entries, signals });
  const url = redisUrl(env);
  return url === undefined ? near : nearAndFar(near, createRedisKeyValue({ url, prefix: 'tollgate:', clock, signals }));
}

/** In memory, and where there is a Redis, shared with the other replicas. */
function budgetsOf({ budgets }: Config, { env, clock }: ResidentsOptions, signals: Signals): BudgetStore {
  const near = createMemoryBudgets(clock);
  const url = redisUrl(env);
  return url === undefined || budgets.length === 0
    ? near
    : createSharedBudgets({ url, prefix: 'tollgate:', near, signals });
}

function flagsOf({ flags: config }: Config, { root, flags }: ResidentsOptions, signals: Signals): FlagStore {
  const { provider, timeout, files } = config;
  const store = provider ? providerFlags({ provider, timeout, signals }) : new FlagFiles({ files, root, signals });
  return flags ? fixedFlags(store, flags) : store;
}

/** Apollo Server knows no 422. */
const legacyStatus = (status: number): number => (status === 422 ? 400 : status);

function rendererOf(config: Config, signals: Signals): ErrorRenderer {
  return createErrorRenderer({
    catalogue: catalogueWith(config.errors.codes),
    rename: config.errors.rename,
    scrub: redact,
    ...(config.http.profile === 'legacy' && { statusOf: legacyStatus }),
    masked(error, requestId) {
      const message = `An error was masked: ${error.message}`;
      signals.emit({
        level: 'error',
        name: 'error.masked',
        message,
        attributes: { ...(requestId && { requestId }), stack: error.stack },
      });
    },
  });
}
