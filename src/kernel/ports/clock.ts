/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  readonly elapsed: () => number;
  /** Calls back once, so many milliseconds later, unless it is cancelled before; keeps no process alive. Returns how to cancel. */
  readonly after: (milliseconds: number, then: () => void) => () => void;
}
