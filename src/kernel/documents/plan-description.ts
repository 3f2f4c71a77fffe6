import type { Json } from '../basics/json.ts';

/** One call of a plan, as a contract holds it. */
export type PlannedCall = {
  readonly wave: number;
  readonly coordinate: string;
  readonly source: string;
  readonly call: string;
  readonly at?: string;
  readonly gives: readonly string[];
  readonly batch?: number | null;
  /** It goes with the call before it by the same connector. */
  readonly joins?: boolean;
  readonly when?: string;
  readonly next?: readonly PlannedCall[];
};

/** How an operation is fetched, as a contract holds it. */
export interface PlanDescription {
  readonly serial?: boolean;
  readonly calls?: readonly PlannedCall[];
  /** What waits for an object that a code resolver gives. */
  readonly afterCode?: readonly PlannedCall[];
}

/** Reads the section `plan` of a contract, which the planner wrote. */
export const planIn = (plan: Json | undefined): PlanDescription => (plan ?? {}) as unknown as PlanDescription;

/** How many calls a plan makes, and in how many waves. */
export function planFigures({ calls = [], afterCode = [] }: PlanDescription): {
  readonly calls: number;
  readonly waves: number;
} {
  const all = [...calls, ...afterCode];
  return { calls: all.map(size).reduce(sum, 0), waves: Math.max(0, ...all.map(lastWave)) };
}

const sum = (a: number, b: number): number => a + b;
const size = ({ joins, next = [] }: PlannedCall): number => (joins ? 0 : 1) + next.map(size).reduce(sum, 0);
const lastWave = ({ wave, next = [] }: PlannedCall): number => Math.max(wave, ...next.map(lastWave));
