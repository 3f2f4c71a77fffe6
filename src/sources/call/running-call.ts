import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Breaker, Pass } from '../policies/breaker.ts';
import type { Bulkhead } from '../policies/bulkhead.ts';
import { repeat } from '../policies/retries.ts';
import type { RetryBudget } from '../policies/retry-budget.ts';
import { Attempt } from './attempt.ts';
import {
  AttemptFailed,
  attemptFailure,
  BreakerOpen,
  CallerGone,
  failureOfStatus,
  isUnsendable,
  TimeUp,
} from './attempt-failed.ts';
import type { Answer } from './answer.ts';

/** Where calls go: a source, as far as one call needs it. */
export interface CallTarget {
  readonly dispatcher: Dispatcher;
  readonly breaker: Breaker;
  readonly bulkhead: Bulkhead;
  readonly budget: RetryBudget;
  /** A try ended after so many milliseconds. */
  readonly took: (milliseconds: number) => void;
  /** A call is tried again. */
  readonly retried: () => void;
}

export interface CallPlan {
  readonly source: CallTarget;
  readonly clock: Clock;
  readonly request: Dispatcher.DispatchOptions & { readonly headers: Record<string, string | string[]> };
  readonly timeouts: CallTimeouts;
  /** Further tries at most. */
  readonly retries: number;
  /** Milliseconds for all tries together. */
  readonly total: number;
  /** When the request that it is begun for must be answered, in milliseconds since the clock's origin. */
  readonly deadline: number;
}

interface CallTimeouts {
  /** Milliseconds from a request to the head of its answer. */
  readonly firstByte: number;
  /** Milliseconds without a byte of an answer's body. */
  readonly idle: number;
}

/** A request that waits for a call. */
export interface Caller {
  /** Milliseconds since the clock's origin. */
  readonly startedAt: number;
  readonly deadline: number;
  /** Calls back when the request ends before it is answered; says whether because the gateway's own time was up. */
  readonly whenEnded: (then: (timeIsUp: boolean) => void) => void;
}

/** A call under way with all its tries, on behalf of one request or of several that ask for the same. */
export class RunningCall {
  /** Gone when the call has ended: what finds it later than that must not keep its answer alive. */
  answer: Promise<Answer> | undefined;
  readonly #plan: CallPlan;
  readonly #startedAt: number;
  /** Of the machine's own clock, as timers are. */
  readonly #until: number;
  #timer: NodeJS.Timeout | undefined;
  #callers = 0;
  #tries = 0;
  #attempt: Attempt | undefined;
  #giveUp: (() => void) | undefined;
  #stopRepeating: ((reason: Error) => void) | undefined;
  #ended: Error | undefined;

  constructor(plan: CallPlan) {
    this.#plan = plan;
    this.#startedAt = plan.clock.elapsed();
    this.#until = performance.now() + plan.total;
    this.#watchFor(plan.total);
    this.answer = this.#run();
  }

  /** Waits for the answer too. It is given up when the last that waits has gone. */
  join(caller: Caller): Promise<Answer> {
    this.#callers++;
    caller.whenEnded((timeIsUp) => {
      if (--this.#callers === 0) this.#end(timeIsUp && this.#hadMostOf(caller) ? new TimeUp() : new CallerGone());
    });
    return this.answer ?? Promise.reject(new CallerGone());
  }

  async #run(): Promise<Answer> {
    try {
      return await this.#once();
    } catch (failed) {
      if (this.#plan.retries === 0 || !(failed instanceof AttemptFailed)) throw failed;
      return await this.#repeat(failed);
    } finally {
      clearTimeout(this.#timer);
      this.answer = undefined;
    }
  }

  /** The call may end during a pause: then nobody waits for it. */
  #repeat(failed: AttemptFailed): Promise<Answer> {
    const { source, retries: most } = this.#plan;
    const stopped = new Promise<never>((_, reject) => (this.#stopRepeating = reject));
    const left = (): number => (this.#ended ? 0 : this.#until - performance.now());
    const repeating = repeat({ failed, once: () => this.#once(), most, budget: source.budget, left });
    return Promise.race([repeating, stopped]);
  }

  /** One try: a place, the breaker's word, the call. */
  async #once(): Promise<Answer> {
    const { source, clock } = this.#plan;
    const { breaker, bulkhead } = source;
    if (this.#ended) throw this.#ended;
    if (breaker.refuses()) throw new BreakerOpen();
    const waits = bulkhead.enter((giveUp) => (this.#giveUp = giveUp));
    if (waits) await waits.catch((full: unknown) => Promise.reject(this.#ended ?? full));
    let pass: Pass | null = null;
    let startedAt = 0;
    try {
      if (this.#ended) throw this.#ended;
      pass = breaker.admit();
      if (pass === null) throw new BreakerOpen();
      startedAt = clock.elapsed();
      const answer = await this.#send(startedAt);
      this.#answered(answer, pass, clock.elapsed() - startedAt);
      return answer;
    } catch (thrown) {
      throw pass === null ? thrown : this.#failed(thrown, pass, clock.elapsed() - startedAt);
    } finally {
      this.#attempt = undefined;
      bulkhead.leave();
      if (pass !== null) source.took(clock.elapsed() - startedAt);
    }
  }

  #send(now: number): Promise<Answer> {
    const { source, request, total, deadline } = this.#plan;
    const left = Math.min(this.#startedAt + total, deadline) - now;
    request.headers['x-tollgate-deadline-ms'] = String(Math.max(1, Math.floor(left)));
    if (this.#tries++ > 0) source.retried();
    this.#attempt = new Attempt(source.dispatcher, request);
    return this.#attempt.answer;
  }

  #answered(answer: Answer, pass: Pass, milliseconds: number): void {
    const { source } = this.#plan;
    const failure = failureOfStatus(answer);
    if (failure) throw failure;
    source.breaker.answered(pass, milliseconds);
    source.budget.succeeded();
  }

  /** What the end of a try says of the source. */
  #failed(thrown: unknown, pass: Pass, milliseconds: number): unknown {
    const { breaker } = this.#plan.source;
    if (isUnsendable(thrown) || thrown instanceof CallerGone) {
      breaker.abandoned(pass, milliseconds);
      return thrown;
    }
    const failure = attemptFailure(thrown, this.#attempt);
    // Being asked too much is no illness; a breaker that opened for it would help, but nobody could tell why.
    if (failure.code === 'UPSTREAM_OVERLOADED') breaker.answered(pass, 0);
    else breaker.failed(pass);
    return failure;
  }

  #end(reason: Error): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#giveUp?.();
    this.#attempt?.abort(reason);
    this.#stopRepeating?.(reason);
  }

  /** Whether the call took half of a request's time at least: one that began late in it is not to blame for its end. */
  #hadMostOf({ startedAt, deadline }: Caller): boolean {
    return this.#plan.clock.elapsed() - this.#startedAt >= (deadline - startedAt) / 2;
  }

  /** One timer for all that a call may wait for: it looks as often as the shortest of them asks. */
  #watchFor(milliseconds: number): void {
    const { firstByte, idle } = this.#plan.timeouts;
    this.#timer = setTimeout(() => this.#look(), Math.min(milliseconds, firstByte, idle));
  }

  #look(): void {
    const now = performance.now();
    const left = this.#until - now;
    if (left < 1) {
      this.#end(new TimeUp());
      return;
    }
    const attempt = this.#attempt;
    if (attempt?.heardAt === undefined) return this.#watchFor(left);
    const { firstByte, idle } = this.#plan.timeouts;
    const patience = attempt.heardAt + (attempt.isAnswered ? idle : firstByte) - now;
    if (patience < 1) attempt.abort(new TimeUp());
    this.#watchFor(patience < 1 ? left : Math.min(left, patience));
  }
}
