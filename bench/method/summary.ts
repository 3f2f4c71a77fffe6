import { CONTENDERS, LIMIT } from '../contenders.ts';
import type { Lane } from '../lanes.ts';
import { type Spread, spreadOf } from './figures.ts';
import { type Marginal, marginals } from './marginal.ts';
import type { Turn } from './rounds.ts';

/** One contender in one lane: medians over the rounds. */
export interface Line extends Turn {
  /** CPU as a multiple of the limit's in the same round. */
  readonly ratio: Spread;
}

export interface Summary {
  /** True when the limit itself varied too much for the run to say anything. */
  readonly void: boolean;
  readonly lanes: readonly Line[];
  /** What one more item costs, where the lanes of items were run. */
  readonly items: readonly Marginal[];
}

/** How much the limit's CPU may vary over the rounds of a lane, as a share of its median. */
const TOLERANCE = 0.15;

export function summarise(turns: readonly Turn[], lanes: readonly Lane[]): Summary {
  const of = (lane: string, contender: string): readonly Turn[] =>
    turns.filter((turn) => turn.lane === lane && turn.contender === contender);
  const lines = lanes.flatMap(({ name }) =>
    CONTENDERS.map((contender) => lineOf(of(name, contender.name), of(name, LIMIT.name))),
  );
  return { void: lanes.some(({ name }) => varies(of(name, LIMIT.name))), lanes: lines, items: marginals(lines, lanes) };
}

/**
 * Of five rounds and more the highest and the lowest do not count: one disturbed round moves no median, so it spoils no
 * run either. Two on one side do.
 */
function varies(limit: readonly Turn[]): boolean {
  const sorted = limit.map(({ cpuMicros }) => cpuMicros).sort((a, b) => a - b);
  const { median, min, max } = spreadOf(sorted.length < 5 ? sorted : sorted.slice(1, -1));
  return (max - min) / median > TOLERANCE;
}

function lineOf(own: readonly Turn[], limit: readonly Turn[]): Line {
  const [first] = own;
  if (!first) throw new Error('A contender was never measured.');
  const median = (read: (turn: Turn) => number, digits: number): number =>
    rounded(spreadOf(own.map(read)).median, digits);
  const ratio = spreadOf(own.map(({ cpuMicros }, round) => cpuMicros / (limit[round]?.cpuMicros ?? Number.NaN)));
  return {
    lane: first.lane,
    contender: first.contender,
    cpuMicros: median(({ cpuMicros }) => cpuMicros, 1),
    rps: median(({ rps }) => rps, 0),
    p50: median(({ p50 }) => p50, 2),
    p99: median(({ p99 }) => p99, 2),
    rssMb: median(({ rssMb }) => rssMb, 0),
    upstreamCalls: median(({ upstreamCalls }) => upstreamCalls, 2),
    ratio: { median: rounded(ratio.median, 2), min: rounded(ratio.min, 2), max: rounded(ratio.max, 2) },
  };
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
