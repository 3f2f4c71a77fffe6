import { GatewayError } from '../errors/gateway-error.ts';
import {
  type GatewayRequest,
  type Governed,
  type Received,
  type Result,
  type Seen,
  type Settled,
  type Stage,
  STAGES,
} from './exchange.ts';
import { LiveExchange, type ResponseHeaders } from './live-exchange.ts';
import { type Position, pluginsOf } from './path.ts';
import type { AnyPlugin, Observer } from './plugin.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Signals } from './ports/signals.ts';

/** What a request brings along. */
export interface Arrival {
  readonly request: GatewayRequest;
  /** Aborted by the transport when the caller has gone, by the runner when the time is up. */
  readonly ending: AbortController;
}

/** An answer as the renderer or the execution made it. */
export interface Rendered {
  readonly result: Result;
  readonly status: number;
  /** The status that the errors ask for, whatever came with them. */
  readonly errorStatus: number;
  readonly headers: ResponseHeaders;
  /** The errors as thrown. */
  readonly errors: readonly Error[];
}

/** A request that has been answered; the transport says how it ended. */
export interface Answered extends Rendered {
  readonly exchange: Seen;
  /** Takes the answer back before it is sent: what is settled then is the refusal, which is given. */
  readonly refuse: (error: GatewayError) => Rendered;
  /** Tells the observers the end; the first call counts, later ones do nothing. A transport may have had a status of its own. */
  readonly settle: (end: { readonly bytes: number; readonly aborted?: boolean; readonly status?: number }) => void;
}

export interface RunnerParts {
  readonly positions: readonly Position[];
  readonly generation: string;
  readonly execute: (exchange: Governed) => Promise<Rendered>;
  /** Turns whatever a step threw into an answer. */
  readonly refuse: (thrown: unknown, exchange: Seen) => Rendered;
  /** Milliseconds for an answer to be made. */
  readonly timeout: number;
  /** Most calls to sources of one request. */
  readonly mostCalls: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly signals: Signals;
}

type Run = (exchange: Received) => object | void | Promise<object | void>;
type AddToAnswer = NonNullable<AnyPlugin['answered']>;
type Move = { readonly kind: 'run'; readonly run: Run } | { readonly kind: 'leaves'; readonly stage: Stage };

/** Walks the request path: one exchange, one pass, stopped at the first refusal. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #moves: readonly Move[];
  readonly #additions: readonly AddToAnswer[];
  readonly #observers: readonly Observer[];
  #underWay = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#moves = toMoves(parts.positions);
    this.#additions = pluginsOf(parts.positions).flatMap(({ answered }) => (answered ? [answered] : []));
    this.#observers = observersOf(parts);
  }

  /** Never rejects: whatever goes wrong is in the answer. */
  async run({ request, ending }: Arrival): Promise<Answered> {
    this.#underWay++;
    const exchange = this.#exchange(request, ending.signal);
    let sent = withHeaders(await this.#walkInTime(exchange, ending), exchange);
    let settled = false;
    return {
      ...sent,
      exchange,
      refuse: (error) => (sent = withHeaders(this.#parts.refuse(error, exchange), exchange)),
      settle: ({ bytes, aborted = false, status = sent.status }) => {
        if (settled) return;
        settled = true;
        const stage = lastStage(exchange.times);
        const { errors, result } = sent;
        const end: Settled = {
          outcome: aborted ? 'aborted' : outcomeOf(sent, stage),
          stage,
          errors,
          codes: errors.length === 0 ? NO_CODES : [...new Set(errors.map(codeOf))],
          result,
          status,
          bytes,
          milliseconds: this.#parts.clock.elapsed() - exchange.startedAt,
        };
        for (const observer of this.#observers) observer.settled?.(end, exchange);
        this.#underWay--;
        if (this.#underWay === 0) this.#idle?.resolve();
      },
    };
  }

  /** Resolves when no request is under way; none may come any more. */
  async idle(): Promise<void> {
    this.#idle ??= Promise.withResolvers();
    if (this.#underWay === 0) this.#idle.resolve();
    await this.#idle.promise;
  }

  #exchange(request: GatewayRequest, signal: AbortSignal): LiveExchange {
    const { generation, clock, log, timeout, mostCalls } = this.#parts;
    return new LiveExchange({
      request,
      signal,
      generation,
      clock,
      log,
      timeout,
      mostCalls,
      observers: this.#observers,
    });
  }

  /** A step or resolver that hangs must not hold the caller: when the time is up, the answer is that. */
  #walkInTime(exchange: LiveExchange, ending: AbortController): Promise<Rendered> {
    return new Promise((resolve) => {
      exchange.begin((refusal) => {
        exchange.isAnswered();
        ending.abort(refusal);
        resolve(this.#parts.refuse(refusal, exchange));
      });
      void this.#walk(exchange).then((rendered) => {
        exchange.isAnswered();
        resolve(rendered);
      });
    });
  }

  async #walk(exchange: Received): Promise<Rendered> {
    try {
      exchange.signal.throwIfAborted();
      for (const move of this.#moves) {
        if (move.kind === 'leaves') {
          this.#leave(exchange, move.stage);
          continue;
        }
        const step = move.run(exchange);
        const waits = isThenable(step);
        const added = waits ? await step : step;
        // Nothing begins once the caller has its answer or has gone: a write would happen that nobody hears of.
        if (waits) exchange.signal.throwIfAborted();
        if (added) Object.assign(exchange, added);
      }
      // The type of the path proves it: the last stage that a complete path leaves is `governed`.
      const governed = exchange as Governed;
      const rendered = await this.#parts.execute(governed);
      if (!exchange.signal.aborted)
        for (const add of this.#additions) extend(rendered.result, add(rendered.result, governed));
      this.#leave(exchange, 'executed');
      return rendered;
    } catch (thrown) {
      return this.#parts.refuse(exchange.signal.aborted ? callerGone() : thrown, exchange);
    }
  }

  #leave(exchange: Received, stage: Stage): void {
    if (exchange.signal.aborted) return; // it has been settled, or will be as aborted
    exchange.times[STAGES.indexOf(stage)] = this.#parts.clock.elapsed();
    for (const observer of this.#observers) observer.left?.(stage, exchange);
  }
}

/** In place, for a result may be a text that knows more than its members. */
function extend(result: Result, more: Readonly<Record<string, unknown>> | undefined): void {
  if (more) Object.assign(result, { extensions: { ...result.extensions, ...more } });
}

/** For the record: nobody waits for this answer. */
function callerGone(): GatewayError {
  return new GatewayError('The caller went away before its answer was made.', { code: 'DEADLINE_EXCEEDED' });
}

function withHeaders(rendered: Rendered, { headers }: LiveExchange): Rendered {
  return headers ? { ...rendered, headers: { ...headers, ...rendered.headers } } : rendered;
}

function isThenable(value: unknown): value is PromiseLike<object | void> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}

function outcomeOf({ result, status }: Rendered, stage: Stage | null): Settled['outcome'] {
  if (!result.errors?.length) return 'ok';
  if (stage === 'executed') return result.data ? 'partial' : 'failed';
  return status >= 500 ? 'failed' : 'refused';
}

const NO_CODES: readonly string[] = [];

function codeOf(error: Error): string {
  const code = (error as { extensions?: { code?: unknown } }).extensions?.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

function lastStage(times: Float64Array): Stage | null {
  return STAGES[times.findLastIndex((time) => time > 0)] ?? null;
}

function toMoves(positions: readonly Position[]): readonly Move[] {
  return positions.flatMap((position): Move[] => {
    if (position.kind === 'leaves') return [position];
    const { run } = position.plugin;
    // Each plugin's own `In` was checked when the path was written; here they are all steps of one exchange.
    return run ? [{ kind: 'run', run: run as Run }] : [];
  });
}

/** The observers of the path. One that throws must not fail the request it looks at. */
function observersOf({ positions, signals }: RunnerParts): readonly Observer[] {
  return pluginsOf(positions).flatMap(({ name, observe }) => {
    if (!observe) return [];
    const failed = (error: unknown): void => {
      const message = `The observer of plugin "${name}" threw: ${String(error)}. Mend the plugin; the request went on.`;
      signals.emit({ level: 'error', name: 'observer.failed', message });
    };
    const guard =
      <A extends unknown[]>(hook: (...args: A) => unknown) =>
      (...args: A): void => {
        try {
          const returned = hook(...args);
          if (isThenable(returned)) returned.then(undefined, failed); // an async observer is awaited by nobody
        } catch (error) {
          failed(error);
        }
      };
    const { left, called, settled } = observe;
    return [
      {
        ...(left && { left: guard(left) }),
        ...(called && { called: guard(called) }),
        ...(settled && { settled: guard(settled) }),
      },
    ];
  });
}
