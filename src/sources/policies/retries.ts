import {
  DelegateBackoff,
  type DelegateBackoffFn,
  decorrelatedJitterGenerator,
  handleWhen,
  type IRetryBackoffContext,
  retry,
} from 'cockatiel';
import { AttemptFailed } from '../call/attempt-failed.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Milliseconds: the first wait is about so long, none is longer. */
const FIRST = 25;
const LONGEST = 1_000;

export interface Repeating<T> {
  /** What the first try failed with. */
  readonly failed: AttemptFailed;
  readonly once: () => Promise<T>;
  /** Further tries at most. */
  readonly most: number;
  readonly budget: RetryBudget;
  /** Milliseconds that are left for all of it. */
  readonly left: () => number;
}

const JITTER = { initialDelay: FIRST, maxDelay: LONGEST, exponent: 2, generator: decorrelatedJitterGenerator };

/**
 * Tries a failed call again, with pauses that no two callers share and that are at least as long as the source asks for. A
 * source that asks for more than a second, or for more than the call has left, is not asked again.
 */
export function repeat<T>({ failed, once, most, budget, left }: Repeating<T>): Promise<T> {
  let tries = 0;
  const worthIt = (error: unknown): boolean =>
    tries++ < most &&
    error instanceof AttemptFailed &&
    error.isWorthRepeating &&
    (error.retryAfter ?? 0) <= LONGEST &&
    (error.retryAfter ?? FIRST) < left() &&
    budget.take();
  const policy = retry(handleWhen(worthIt), { maxAttempts: most, backoff: new DelegateBackoff(pause) });
  // Its first execution is the try that has been made already.
  return policy.execute(({ attempt }) => (attempt === 0 ? Promise.reject(failed) : once()));
}

type Jitter = [number, number];

const pause: DelegateBackoffFn<IRetryBackoffContext<unknown>, Jitter> = ({ result }, state) => {
  const [jittered, next] = decorrelatedJitterGenerator(state, JITTER);
  const asked = 'error' in result && result.error instanceof AttemptFailed ? (result.error.retryAfter ?? 0) : 0;
  return { delay: Math.max(jittered, asked), state: next };
};
