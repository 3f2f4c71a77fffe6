/** Something that happened in the gateway outside of any one answer: a breaker opened, a mask was needed, a start failed. */
export interface Signal {
  readonly level: 'info' | 'warn' | 'error';
  /** Dotted and stable: `source.breaker`, `error.masked`. */
  readonly name: string;
  /** What happened, where, and what to do. */
  readonly message: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Where the rooms report to. Emitting never throws and never waits. */
export interface Signals {
  readonly emit: (signal: Signal) => void;
}
