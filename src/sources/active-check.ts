import type { Dispatcher } from 'undici';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import { Attempt } from './call/attempt.ts';
import { CallerGone, TimeUp } from './call/attempt-failed.ts';
import type { SourceConfig } from './config.ts';
import type { Credential } from './credential.ts';
import type { Breaker, BreakerState } from './policies/breaker.ts';

interface CheckedSource {
  readonly name: string;
  readonly dispatcher: Dispatcher;
  readonly breaker: Breaker;
  readonly credential: Credential | null;
  readonly clock: Clock;
  readonly signals: Signals;
}

interface CheckParts extends CheckedSource {
  readonly path: string;
  /** What every call bears by config. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds between two checks. */
  readonly interval: number;
  /** Milliseconds that an answer may take. */
  readonly patience: number;
  /** Milliseconds that a breaker which a check closed must stay closed, or the check was wrong. */
  readonly proof: number;
}

/** The check that the config asks for, if it does. */
export function openCheck(config: SourceConfig, source: CheckedSource): ActiveCheck | undefined {
  const { check, headers, timeouts, breaker } = config;
  if (!check) return undefined;
  // Who answers later than that is not well.
  const patience = Math.min(timeouts.total, breaker.slow);
  return new ActiveCheck({ ...source, ...check, headers, patience, proof: breaker.window });
}

/**
 * Asks a source whether it is back while its breaker is open, and closes the breaker when it says so; opens none. It is no
 * call of a client: it is counted nowhere and takes nobody's place.
 */
class ActiveCheck {
  readonly #parts: CheckParts;
  #cancel = (): void => {};
  #attempt: Attempt | undefined;
  /** When a check closed the breaker; `undefined` when a call did. */
  #closedAt: number | undefined;
  /** The source said that it was well and was not: it is not asked until a call has gone well. */
  #wasWrong = false;
  #isOver = false;

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  /** The breaker changed. */
  changed(before: BreakerState, state: BreakerState): void {
    this.#cancel();
    if (state === 'CLOSED') this.#closedAt = undefined;
    if (state !== 'OPEN') return;
    if (before === 'CLOSED') this.#wasWrong = this.#hasJustClosed();
    this.#wait();
  }

  /** Checks once, which leaves a connection open, and tells when the source does not pass. Never rejects. */
  async warm(): Promise<void> {
    if ((await this.#passes()) || this.#isOver) return;
    const { name, path, signals } = this.#parts;
    const message = `The source "${name}" does not pass its check at ${path}. Look whether it runs, and whether it answers 2xx there.`;
    signals.emit({ level: 'warn', name: 'source.check', message, attributes: { source: name } });
  }

  async #passes(): Promise<boolean> {
    const { dispatcher, patience, path, headers: fixed, credential } = this.#parts;
    const headers = { ...fixed, ...(credential && { [credential.header]: credential.value() }) };
    const attempt = new Attempt(dispatcher, { path, method: 'GET', headers });
    this.#attempt = attempt;
    const timer = setTimeout(() => attempt.abort(new TimeUp()), patience);
    try {
      const { status } = await attempt.answer;
      return status >= 200 && status <= 299;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      this.#attempt = undefined;
    }
  }

  close(): void {
    this.#isOver = true;
    this.#cancel();
    this.#attempt?.abort(new CallerGone());
  }

  #hasJustClosed(): boolean {
    const { clock, proof } = this.#parts;
    return this.#closedAt !== undefined && clock.elapsed() - this.#closedAt < proof;
  }

  #wait(): void {
    const { clock, interval } = this.#parts;
    this.#cancel();
    if (!this.#wasWrong && !this.#isOver) this.#cancel = clock.after(interval, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { breaker, clock } = this.#parts;
    if (this.#attempt) return; // its end goes on
    const isWell = await this.#passes();
    if (isWell && breaker.state !== 'CLOSED' && !this.#isOver) {
      breaker.recovered();
      this.#closedAt = clock.elapsed();
    } else if (breaker.state === 'OPEN') this.#wait();
  }
}
