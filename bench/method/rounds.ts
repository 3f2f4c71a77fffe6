import type { Lane } from '../lanes.ts';
import { quantile } from './figures.ts';
import type { Field, Runner } from './field.ts';
import type { Task } from './load.ts';
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

/** Requests before each turn that do not count: they reopen connections and bring code and data back into the caches. */
const RUN_IN = 200;

/** The share of a lane's requests in the round that warms up, so that a quick run finds the code as compiled as a whole one. */
const WARM_UP = 0.5;

/** Every lane and contender in turn, round by round. Round 0 warms up and does not count. */
export async function runRounds(field: Field, { lanes, rounds, share, progress }: RoundsOptions): Promise<Turn[]> {
  const turns: Turn[] = [];
  const plan = planOf(field, lanes, rounds);
  for (const [done, { round, lane, runner }] of plan.entries()) {
    const when = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
    progress(done, plan.length, `${when}: ${lane.name} ${runner.name}`);
    const requests = Math.ceil(lane.requests * (round === 0 ? WARM_UP : share));
    const { atOnce } = lane;
    const task = { shots: shotsOf(lane, field.ids), requests, atOnce };
    const measured = await measure(field, runner, task);
    if (round > 0) turns.push({ lane: lane.name, contender: runner.name, ...measured });
  }
  progress(plan.length, plan.length, 'done');
  return turns;
}

interface Step {
  readonly round: number;
  readonly lane: Lane;
  readonly runner: Runner;
}

function planOf({ runners }: Field, lanes: readonly Lane[], rounds: number): readonly Step[] {
  return Array.from({ length: rounds + 1 }, (_, round) => {
    // Who comes second finds the machine warmer, so they swap places.
    const order = round % 2 === 0 ? runners : runners.toReversed();
    return lanes.flatMap((lane) => order.map((runner) => ({ round, lane, runner })));
  }).flat();
}

async function measure(
  { upstream }: Field,
  { member, driver }: Runner,
  task: Task,
): Promise<Omit<Turn, 'lane' | 'contender'>> {
  const { requests } = task;
  await driver.load({ ...task, requests: Math.min(RUN_IN, requests) });
  const [before, callsBefore] = [await member.usage(), upstream.calls()];
  const { elapsed, latencies } = await driver.load(task);
  const [after, callsAfter] = [await member.usage(), upstream.calls()];
  latencies.sort();
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    rps: requests / (elapsed / 1_000),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    rssMb: after.rssMb,
    upstreamCalls: (callsAfter - callsBefore) / requests,
    ...(after.loopDelayP99 !== undefined && { loopDelayP99: after.loopDelayP99 }),
  };
}
