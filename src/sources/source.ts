import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import { openCheck } from './active-check.ts';
import { CallsUnderWay } from './call/calls-under-way.ts';
import { CountedCalls } from './call/counted-calls.ts';
import type { CallTarget } from './call/running-call.ts';
import type { SourceConfig } from './config.ts';
import { type Credential, openCredential, type SecretPlace } from './credential.ts';
import { Breaker, type BreakerState } from './policies/breaker.ts';
import { Bulkhead } from './policies/bulkhead.ts';
import { RetryBudget } from './policies/retry-budget.ts';
import { openPool } from './pool.ts';

/** How a source is doing since it was opened; times are milliseconds, points in time since the Unix epoch. */
export interface SourceState {
  readonly name: string;
  readonly breaker: { readonly state: BreakerState; readonly since: number; readonly failures: number };
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly calls: Readonly<Pick<CountedCalls, 'total' | 'failed' | 'retried' | 'shared'>>;
  /** Retries that it may be asked for now. */
  readonly retryBudget: number;
  readonly lastFailure: CountedCalls['lastFailure'];
}

/** A downstream service: its connections, and the policies around every call. Outlives generations. */
export interface Source extends CallTarget {
  readonly name: string;
  readonly config: SourceConfig;
  /** Where it is. */
  readonly address: { readonly host: string; readonly port: number };
  readonly basePath: string;
  readonly underWay: CallsUnderWay;
  readonly counted: CountedCalls;
  /** Whether the same answer may go to several callers. */
  readonly shares: boolean;
  readonly credential: Credential | null;
  /** A call ended, with the code of its failure. */
  readonly ended: (failure: string | null) => void;
  readonly state: () => SourceState;
  /** Opens a connection, where the config says what may be asked for it. Never rejects. */
  readonly warm: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SourceParts extends SecretPlace {
  readonly clock: Clock;
  readonly signals: Signals;
  readonly faults?: Faults | null;
}

/** Calls that go wrong on purpose: in development and tests. */
export interface Faults {
  /** @throws ProblemsError for a fault of a source that does not exist */
  readonly check: (sources: readonly string[]) => void;
  readonly wrap: (source: string, pool: Dispatcher) => Dispatcher;
}

export function createSource(
  name: string,
  config: SourceConfig,
  parts: SourceParts,
  calls = new CountedCalls(),
): Source {
  const { clock, signals, faults, root, env } = parts;
  const url = new URL(config.url);
  const pool = openPool(config, root);
  const dispatcher = faults ? faults.wrap(name, pool) : pool;
  const breaker = new Breaker(config.breaker, clock, (before, state) => {
    tell(name, signals, before, state);
    check?.changed(before, state);
  });
  const bulkhead = new Bulkhead(config.bulkhead);
  const budget = new RetryBudget();
  const underWay = new CallsUnderWay(calls);
  const latency = createHistogram();
  const credential = config.credential ? openCredential(config.credential, { root, env }) : null;
  const check = openCheck(config, { name, dispatcher, breaker, clock, credential, signals });

  return {
    name,
    config,
    dispatcher,
    breaker,
    bulkhead,
    budget,
    address: { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) },
    basePath: url.pathname.replace(/\/$/, ''),
    underWay,
    counted: calls,
    // A cookie that is set belongs to one caller.
    shares: !config.forward.response.includes('set-cookie'),
    credential,
    took: (milliseconds) => latency.record(Math.max(1, Math.round(milliseconds * 1_000))),
    retried: () => void calls.retried++,
    ended: (failure) => calls.ended(failure, clock.now()),
    state: () => stateOf({ name, breaker, bulkhead, budget, calls, latency }),
    warm: async () => check?.warm(),
    close: async () => {
      check?.close();
      await pool.destroy();
    },
  };
}

interface StateParts extends Pick<CallTarget, 'breaker' | 'bulkhead' | 'budget'> {
  readonly name: string;
  readonly calls: CountedCalls;
  readonly latency: RecordableHistogram;
}

function stateOf({ name, breaker, bulkhead, budget, calls, latency }: StateParts): SourceState {
  return {
    name,
    breaker: { state: breaker.state, since: breaker.since, failures: breaker.failuresInRow },
    latency: percentiles(latency),
    inFlight: bulkhead.inFlight,
    queued: bulkhead.queued,
    calls,
    retryBudget: budget.left,
    lastFailure: calls.lastFailure,
  };
}

function percentiles(latency: RecordableHistogram): SourceState['latency'] {
  if (latency.count === 0) return null;
  const at = (percentile: number): number => latency.percentile(percentile) / 1_000;
  return { p50: at(50), p95: at(95), p99: at(99) };
}

function tell(name: string, signals: Signals, before: BreakerState, state: BreakerState): void {
  signals.emit({
    level: state === 'OPEN' ? 'warn' : 'info',
    name: 'source.breaker',
    message: `The breaker of source "${name}" went from ${before} to ${state}.`,
    attributes: { source: name, state },
  });
}
