type Write = (message: string, attributes?: Readonly<Record<string, unknown>>) => void;

/** The gateway's log: one JSON line a word. Strings are scrubbed of personal data. Writing never throws and never waits. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** Where lines go, one string each, newline included. */
export interface LogSink {
  readonly write: (line: string) => void;
}
