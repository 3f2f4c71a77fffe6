import type { Json } from '../../basics/json.ts';

/** A flag as it stands for one request. */
export interface EvaluatedFlag {
  readonly key: string;
  /** The variant's value; the default given when there is none. */
  readonly value: Json;
  /** `null` where the default stands in. */
  readonly variant: string | null;
  /** OpenFeature's reasons: `STATIC`, `DEFAULT`, `TARGETING_MATCH`, `DISABLED`, `ERROR`, …; `TIMEOUT` when a provider is late. */
  readonly reason: string;
  /** OpenFeature's code of what went wrong, such as `FLAG_NOT_FOUND`. */
  readonly errorCode?: string;
}

/** What rules may ask of a request: `{"var": "clientName"}`. */
export interface FlagContext {
  /** Whom a share of the callers is taken by; without it, rules by share give the default. */
  readonly targetingKey?: string;
  readonly clientName?: string;
  readonly clientVersion?: string;
}

/** Flags by key with the value that stands in where there is none; null fits a value of any type. */
export type WantedFlags = ReadonlyMap<string, Json>;
export type EvaluatedFlags = ReadonlyMap<string, EvaluatedFlag>;

/** The flag definitions of one moment; a request keeps the snapshot that it began with. */
export interface FlagSnapshot {
  /** The flags that are defined; `null` where only a provider knows. */
  readonly keys: readonly string[] | null;
  /** Never throws and never rejects: what goes wrong is in the reason. A promise only where a provider is asked. */
  readonly evaluate: (wanted: WantedFlags, context: FlagContext) => EvaluatedFlags | Promise<EvaluatedFlags>;
}

/** Where snapshots come from. Outlives generations. */
export interface FlagStore {
  /** What requests are served by: the last definitions that were sound and fit the graph. */
  readonly serving: () => FlagSnapshot;
  /** The last definitions that were sound, for a graph that is being built. */
  readonly latest: () => FlagSnapshot;
  /** Takes the flags that the graph in use names, each with where; definitions without one of them are not served. */
  readonly fit: (named: ReadonlyMap<string, readonly string[]>) => void;
  /** Reads the definitions again; never throws. */
  readonly refresh: () => void;
  /** What is wrong with the definitions at present; empty when they are served as they are. */
  readonly problems: () => readonly string[];
  /** Begins to follow changes. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Any OpenFeature server provider, as far as the config looks at it. */
export interface FlagProvider {
  readonly metadata: { readonly name: string };
}

/** The flags of a request, for code resolvers: those that its operation names, evaluated before execution. */
export interface Flags {
  /** Never throws: a flag that the operation does not name has the reason `ERROR` and the value null. */
  readonly get: (key: string) => EvaluatedFlag;
  /** The truth of the flag's value. */
  readonly enabled: (key: string) => boolean;
}
