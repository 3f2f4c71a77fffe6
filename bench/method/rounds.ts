import type { Lane } from '../lanes.ts';
import { quantile } from './figures.ts';
import type { Field, Runner } from './field.ts';
import type { Task } from './load.ts';
import type { Usage } from './membership.ts';
import { shotsOf } from './shots.ts';

/** What one contender did in one lane of one round. */
export interface Turn {
  readonly lane: string;
  readonly contender: string;
  /** CPU of the contender's process for one request, in microseconds. */
  readonly cpuMicros: number;
  readonly rps: number;
  /** Milliseconds, as the driver saw them. */
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
  /** Calls of the upstream service for one request. */
  readonly upstreamCalls: number;
  /** 99th percentile of the event loop's delay, in milliseconds, of contenders that measure it. */
  readonly loopDelayP99?: number;
}

export interface RoundsOptions {
  readonly lanes: readonly Lane[];
  readonly rounds: number;
  /** Share of each lane's requests to send, 1 for all. */
  readonly share: number;
  /** Told before each turn. */
  readonly progress: (done: number, all: number, what: string) => void;
}

/**
 * A turn is made of so many slices, and between two of its own everybody else has one. A machine is seldom as fast for a
 * minute as in the next; within the seconds that the slices of one lane take it treats all alike.
 */
const SLICES = 8;

/** Requests before each slice that do not count: they reopen connections and bring code and data back into the caches. */
const RUN_IN = 50;

/** The share of a lane's requests in the round that warms up, so that a quick run finds the code as compiled as a whole one. */
const WARM_UP = 0.5;

/** Every lane in turn, round by round. Round 0 warms up and does not count. */
export async function runRounds(field: Field, { lanes, rounds, share, progress }: RoundsOptions): Promise<Turn[]> {
  const turns: Turn[] = [];
  const all = (rounds + 1) * lanes.length;
  for (let round = 0; round <= rounds; round++) {
    for (const [number, lane] of lanes.entries()) {
      const when = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
      progress(round * lanes.length + number, all, `${when}: ${lane.name}`);
      const measured = await runLane(field, lane, Math.ceil(lane.requests * (round === 0 ? WARM_UP : share)));
      if (round > 0) turns.push(...measured);
    }
  }
  progress(all, all, 'done');
  return turns;
}

/** One turn of each contender in one lane. */
async function runLane(field: Field, lane: Lane, requests: number): Promise<readonly Turn[]> {
  const { runners } = field;
  const task = { shots: shotsOf(lane, field.ids), requests: Math.ceil(requests / SLICES), atOnce: lane.atOnce };
  const slices = new Map(runners.map((runner): [Runner, Slice[]] => [runner, []]));
  for (let slice = 0; slice < SLICES; slice++) {
    // Who comes second finds the machine warmer, so they swap places.
    const order = slice % 2 === 0 ? runners : runners.toReversed();
    for (const runner of order) slices.get(runner)?.push(await runSlice(field, runner, task));
  }
  const turns: Turn[] = [];
  for (const [{ name, member }, own] of slices)
    turns.push({ lane: lane.name, contender: name, ...turnOf(own, await member.usage()) });
  return turns;
}

interface Slice {
  readonly requests: number;
  readonly upstreamCalls: number;
  /** Milliseconds. */
  readonly elapsed: number;
  readonly latencies: Float64Array;
  /** What the contender had used before its run-in, which does not count, and after it. */
  readonly before: Usage;
  readonly runIn: Usage;
}

async function runSlice({ upstream }: Field, { member, driver }: Runner, task: Task): Promise<Slice> {
  const { requests } = task;
  const before = await member.usage();
  await driver.load({ ...task, requests: Math.min(RUN_IN, requests) });
  const [runIn, callsBefore] = [await member.usage(), upstream.calls()];
  const { elapsed, latencies } = await driver.load(task);
  return { requests, upstreamCalls: upstream.calls() - callsBefore, elapsed, latencies, before, runIn };
}

function turnOf(slices: readonly Slice[], end: Usage): Omit<Turn, 'lane' | 'contender'> {
  const sum = (read: (slice: Slice, index: number) => number): number =>
    slices.reduce((total, slice, index) => total + read(slice, index), 0);
  // What is put off (a batch of spans, lines for a file) is done while others have their slices, and counts.
  const afterOf = (index: number): Usage => slices[index + 1]?.before ?? end;
  const requests = sum((slice) => slice.requests);
  const latencies = Float64Array.from(slices.flatMap((slice) => [...slice.latencies])).sort();
  const loopDelays = slices.flatMap((_, index) => afterOf(index).loopDelayP99 ?? []);
  return {
    cpuMicros: sum(({ runIn }, index) => afterOf(index).cpuMicros - runIn.cpuMicros) / requests,
    rps: requests / (sum(({ elapsed }) => elapsed) / 1_000),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    rssMb: end.rssMb,
    upstreamCalls: sum((slice) => slice.upstreamCalls) / requests,
    ...(loopDelays.length > 0 && { loopDelayP99: Math.max(...loopDelays) }),
  };
}
