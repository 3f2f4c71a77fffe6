import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import {
  bulkhead,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IBackoffFactory,
  type IPolicy,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Pool } from 'undici';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import type { SourceConfig } from './config.ts';
import { AttemptFailed } from './failure.ts';

type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** How a source is doing; times are milliseconds. */
export interface SourceState {
  readonly name: string;
  readonly breaker: { readonly state: BreakerState; readonly since: number; readonly failures: number };
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
}

/** A downstream service: its pool and the policies around every call. Outlives generations. */
export interface Source {
  readonly name: string;
  readonly config: SourceConfig;
  /** Where it is. */
  readonly address: { readonly host: string; readonly port: number };
  readonly basePath: string;
  readonly pool: Pool;
  /** Runs one call under timeout, retries (only if `repeatable`), breaker and bulkhead. */
  readonly guard: <T>(
    attempt: (signal: AbortSignal) => Promise<T>,
    options: { readonly repeatable: boolean; readonly signal: AbortSignal },
  ) => Promise<T>;
  readonly state: () => SourceState;
  readonly close: () => Promise<void>;
}

export interface SourceParts {
  readonly clock: Clock;
  readonly signals: Signals;
}

export function createSource(name: string, config: SourceConfig, { clock, signals }: SourceParts): Source {
  const url = new URL(config.url);
  const latency = createHistogram();
  const breaker = watchedBreaker(name, config, clock, signals);
  const policies = policiesOf(config, breaker.policy);
  const pool = new Pool(url.origin, {
    connections: config.connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: config.timeout },
    maxResponseSize: config.maxResponse,
    // Milliseconds, where a service does not say in `Keep-Alive` how long it keeps a connection. Node's servers, the most
    // hasty of the common ones, do for 5 s; a call on a connection that they are just closing would be lost.
    keepAliveTimeout: 4_000,
  });

  return {
    name,
    config,
    pool,
    address: { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) },
    basePath: url.pathname.replace(/\/$/, ''),
    guard(attempt, { repeatable, signal }) {
      const timed = async (own: AbortSignal) => {
        const startedAt = clock.elapsed();
        try {
          return await attempt(own);
        } finally {
          latency.record(Math.max(1, Math.round((clock.elapsed() - startedAt) * 1_000)));
        }
      };
      const policy = repeatable ? policies.repeated : policies.once;
      return policy.execute((context) => timed(context.signal), signal);
    },
    state: () => ({ name, breaker: breaker.state(), latency: percentiles(latency) }),
    close: () => pool.destroy(),
  };
}

/** Outermost first: retries, each try counted by the breaker, given a place by the bulkhead, and timed. */
function policiesOf({ bulkhead: { concurrency, queue }, timeout: time, retries }: SourceConfig, breaker: IPolicy) {
  // Without `abortOnReturn: false` every call that succeeded would end in an abort of its signal.
  const inTime = timeout(time, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false });
  const once = wrap(breaker, bulkhead(concurrency, queue), inTime);
  const backoff = new ExponentialBackoff({ initialDelay: 25, maxDelay: 500 });
  return { once, repeated: wrap(retry(handleWhen(isSick), { maxAttempts: retries, backoff }), once) };
}

function percentiles(latency: RecordableHistogram): SourceState['latency'] {
  if (latency.count === 0) return null;
  const at = (percentile: number): number => latency.percentile(percentile) / 1_000;
  return { p50: at(50), p95: at(95), p99: at(99) };
}

const isSick = (error: unknown): boolean => error instanceof AttemptFailed;

function watchedBreaker(name: string, { breaker }: SourceConfig, clock: Clock, signals: Signals) {
  const counter = new ConsecutiveBreaker(breaker.failures);
  const policy = circuitBreaker(handleWhen(isSick), {
    breaker: counter,
    halfOpenAfter: clockedPause(clock, breaker.openFor),
  });
  let state: BreakerState = 'CLOSED';
  let since = clock.now();
  policy.onStateChange((next) => {
    const before = state;
    state = next === CircuitState.Closed ? 'CLOSED' : next === CircuitState.HalfOpen ? 'HALF_OPEN' : 'OPEN';
    since = clock.now();
    const level = state === 'OPEN' ? 'warn' : 'info';
    signals.emit({
      level,
      name: 'source.breaker',
      message: `The breaker of source "${name}" went from ${before} to ${state}.`,
      attributes: { source: name, state },
    });
  });
  return { policy, state: (): SourceState['breaker'] => ({ state, since, failures: counter.state }) };
}

/** Cockatiel measures the pause by `Date.now()`; this asks our clock instead, so that tests own the time. */
function clockedPause(clock: Clock, milliseconds: number): IBackoffFactory<unknown> {
  return {
    next() {
      const until = clock.now() + milliseconds;
      return {
        get duration() {
          return clock.now() >= until ? 0 : Number.POSITIVE_INFINITY;
        },
        next: () => clockedPause(clock, milliseconds).next(undefined as never),
      };
    },
  };
}
