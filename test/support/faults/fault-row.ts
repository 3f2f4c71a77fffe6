import type { MakeStand } from './fault-proxy.ts';

/** One fault, what it is injected into, and what must come of it. */
export interface FaultRow {
  /** The row of the fault matrix. */
  readonly id: string;
  readonly fault: string;
  readonly stand: MakeStand;
  /** The codes that a failed field may have; empty where none may fail. */
  readonly codes: readonly string[];
  /** Whether fields may be well too. */
  readonly mixed?: boolean;
  /** Milliseconds in which 99 of 100 requests are answered. */
  readonly within: number;
  /** The code of the answers that are timed; left out, all are. */
  readonly timed?: string;
  readonly requests?: number;
  /** Milliseconds in which requests are sent, however many. */
  readonly lasts?: number;
  readonly atOnce?: number;
  readonly settings?: object;
  /** Calls that the source sees for each of the client's, at most. */
  readonly calls?: number;
  /** Whether no connection may stand open when all is answered. */
  readonly released?: boolean;
  /** Whether it is told how much memory is held; its sweeps take time. */
  readonly weighed?: boolean;
  /** What else is wrong with what was measured. */
  readonly also?: (measured: Measured) => string | undefined;
}

/** What came of one row. */
export interface Measured {
  readonly requests: number;
  readonly milliseconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Failed fields by code; those that are well are `–`. */
  readonly codes: ReadonlyMap<string, number>;
  /** The values that were answered. */
  readonly totals: ReadonlySet<unknown>;
  readonly calls: number;
  /** Requests that waited for the source at once. */
  readonly mostWaiting: number;
  readonly leftOpen: number;
  /** How often the breaker opened or closed. */
  readonly breakerChanges: number;
  /** Share of the time in which this process waited for a core. */
  readonly starved: number;
  /** MB of memory held more than before, of rows that are weighed. */
  readonly memory: number;
  /** What was wrong with single answers, each once. */
  readonly wrong: ReadonlySet<string>;
}
