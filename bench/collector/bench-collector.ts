import type { Contender } from '../contenders.ts';
import { type Runner, startField } from '../method/field.ts';
import { type Spread, spreadOf } from '../method/figures.ts';
import { runRounds, type Turn } from '../method/rounds.ts';
import { checkSameBytes } from '../method/same-bytes.ts';
import type { Options } from '../options.ts';
import { showProgress } from '../report/progress.ts';

const UP: Contender = { name: 'up', program: new URL('./up-process.ts', import.meta.url) };
const STATES: readonly Contender[] = [
  UP,
  { name: 'down', program: new URL('./down-process.ts', import.meta.url) },
  { name: 'hanging', program: new URL('./hanging-process.ts', import.meta.url) },
];

/** What a collector that does not work may do to the gateway at most. */
export const BOUNDS = { ratio: 1.1, loopDelayP99: 20, rssMb: 30 } as const;

/** The gateway in one lane before a collector in one state: medians over the rounds. */
export interface CollectorLine {
  readonly lane: string;
  readonly collector: string;
  readonly cpuMicros: number;
  /** CPU as a multiple of that with the collector up, in the same round. */
  readonly ratio: Spread;
  /** Milliseconds. */
  readonly loopDelayP99: Spread;
  /** Memory beyond that with the collector up, in the same round. */
  readonly moreRssMb: Spread;
  readonly holds: boolean;
}

export interface Verdict {
  readonly holds: boolean;
  /** Spans that the gateway says it dropped, by the collector's state. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly lanes: readonly CollectorLine[];
}

/** The same requests, all traced, with the collector up, down and hanging by turns. One that fails ends the run. */
export async function benchCollector({ lanes, rounds, share }: Options): Promise<Verdict> {
  await using field = await startField(STATES);
  await checkSameBytes(field, lanes);
  const turns = await runRounds(field, { lanes, rounds, share, progress: showProgress });
  const of = (lane: string, state: string): readonly Turn[] =>
    turns.filter((turn) => turn.lane === lane && turn.contender === state);
  const lines = lanes.flatMap(({ name }) => STATES.map((state) => lineOf(of(name, state.name), of(name, UP.name))));
  const dropped = Object.fromEntries(await Promise.all(field.runners.map(droppedBy)));
  const counted = STATES.every(({ name }) => name === UP.name || Number(dropped[name]) > 0);
  return { holds: counted && lines.every(({ holds }) => holds), dropped, lanes: lines };
}

async function droppedBy({ name, member }: Runner): Promise<readonly [string, number]> {
  const text = await (await fetch(`${member.adminUrl}/metrics`)).text();
  return [name, Number(/^tollgate_spans_dropped_total (\d+)/m.exec(text)?.[1])];
}

function lineOf(own: readonly Turn[], up: readonly Turn[]): CollectorLine {
  const [first] = own;
  if (!first) throw new Error('A state of the collector was never measured.');
  const spread = (read: (turn: Turn, sameRound: Turn) => number): Spread =>
    spreadOf(own.map((turn, round) => read(turn, up[round] ?? turn)));
  const ratio = spread((turn, { cpuMicros }) => turn.cpuMicros / cpuMicros);
  const loopDelayP99 = spread((turn) => turn.loopDelayP99 ?? Number.NaN);
  const moreRssMb = spread((turn, { rssMb }) => turn.rssMb - rssMb);
  return {
    lane: first.lane,
    collector: first.contender,
    cpuMicros: spread(({ cpuMicros }) => cpuMicros).median,
    ratio,
    loopDelayP99,
    moreRssMb,
    holds:
      ratio.median <= BOUNDS.ratio && loopDelayP99.median <= BOUNDS.loopDelayP99 && moreRssMb.median <= BOUNDS.rssMb,
  };
}
