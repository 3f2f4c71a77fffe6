import type { CountedCalls } from './counted-calls.ts';
import type { RunningCall } from './running-call.ts';

/** Reads of a source that are under way, by what they ask for: whoever asks for the same waits for the same answer. */
export class CallsUnderWay {
  readonly #calls = new Map<string, RunningCall>();
  readonly #counted: Pick<CountedCalls, 'shared'>;

  constructor(counted: Pick<CountedCalls, 'shared'>) {
    this.#counted = counted;
  }

  /** The call under way for the key, or one begun now, which others may wait for too where it `isForAll`. */
  of(key: string, begin: () => RunningCall, isForAll: boolean): RunningCall {
    const known = this.#calls.get(key);
    if (known?.answer) {
      this.#counted.shared++;
      return known;
    }
    const begun = begin();
    if (!isForAll) return begun;
    this.#calls.set(key, begun);
    const forget = (): void => {
      if (this.#calls.get(key) === begun) this.#calls.delete(key);
    };
    begun.answer?.then(forget, forget);
    return begun;
  }

  /** Nobody joins those that are under way any more: a write has ended, and they may not know of it. */
  leave(): void {
    this.#calls.clear();
  }
}
