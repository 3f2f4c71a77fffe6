import { Pool } from 'undici';
import { CONTENDERS } from '../contenders.ts';
import { LANES } from '../lanes.ts';
import { type Field, type Runner, startField } from '../method/field.ts';
import { quantile, type Spread, spreadOf } from '../method/figures.ts';
import { shotsOf } from '../method/shots.ts';
import type { Options } from '../options.ts';
import { showProgress } from '../report/progress.ts';
import { sendSteadily } from './steady.ts';

/** How the source of orders is ill. */
const ILLS = ['errors', 'hang'] as const;

/** What the illness of one source may do to operations on the others, and what the source may be asked for. */
export const BOUNDS = { ratio: 1.2, milliseconds: 2, callsPerRequest: 1.1, cpu: 0.5 } as const;

/** Requests a second: for a product, which no order needs, and for orders. */
const PRODUCTS = 800;
const ORDERS = 100;
/** Milliseconds of a window, and before a calm one, for the breaker to close again. */
const WINDOW = 10_000;
const RECOVERY = 6_000;

/** Two windows, one after the other. */
interface Pair {
  readonly calm: Window;
  readonly ill: Window;
}

interface Window {
  /** 99th percentile of the requests for products, in milliseconds. */
  readonly p99: number;
  /** Share of one core that the gateway used. */
  readonly cpu: number;
  /** Calls that the source of orders got, for one request for an order. */
  readonly callsPerRequest: number;
}

export interface StormLine {
  readonly ill: string;
  readonly calmP99: Spread;
  readonly illP99: Spread;
  readonly ratio: Spread;
  readonly more: Spread;
  readonly callsPerRequest: Spread;
  readonly cpu: Spread;
  readonly holds: boolean;
}

/** Whether a source that fails, or hangs, slows down what has nothing to do with it: calm and ill windows by turns. */
export async function benchStorm({ rounds }: Options): Promise<readonly StormLine[]> {
  await using field = await startField(CONTENDERS.filter(({ name }) => name === 'tollgate'));
  const [runner] = field.runners;
  if (!runner) throw new Error('There is no gateway to measure.');
  await using stack = new AsyncDisposableStack();
  const open = (): Pool => {
    const pool = new Pool(runner.member.url, { connections: 512, pipelining: 1, keepAliveTimeout: 60_000 });
    stack.defer(() => pool.destroy());
    return pool;
  };
  const load = { field, runner, products: open(), orders: open() };
  const lines: StormLine[] = [];
  await windowOf(load, 'well', RECOVERY);
  for (const [which, ill] of ILLS.entries()) {
    const pairs: Pair[] = [];
    for (let round = 1; round <= rounds; round++) {
      showProgress(which * rounds + round - 1, ILLS.length * rounds, `${ill}: round ${round} of ${rounds}`);
      await windowOf(load, 'well', RECOVERY);
      pairs.push({ calm: await windowOf(load, 'well', WINDOW), ill: await windowOf(load, ill, WINDOW) });
    }
    lines.push(lineOf(ill, pairs));
  }
  showProgress(1, 1, 'done');
  return lines;
}

interface Load {
  readonly field: Field;
  readonly runner: Runner;
  readonly products: Pool;
  readonly orders: Pool;
}

async function windowOf(
  { field: { upstream, ids }, runner: { member }, products, orders }: Load,
  state: string,
  length: number,
): Promise<Window> {
  const asked = (await (await fetch(`${upstream.url}/orders-are/${state}`)).json()) as { readonly orders: number };
  const latencies: number[] = [];
  const before = await member.usage();
  const startedAt = performance.now();
  const shots = (operation: string) => shotsOf(LANES.find((lane) => lane.operation === operation) as never, ids);
  const [, sent] = await Promise.all([
    sendSteadily({
      pool: products,
      shots: shots('OneProduct'),
      rate: PRODUCTS,
      length,
      answered(milliseconds, status) {
        if (status !== 200) throw new Error(`A product was answered with ${status}.`);
        latencies.push(milliseconds);
      },
    }),
    sendSteadily({ pool: orders, shots: shots('Order'), rate: ORDERS, length, answered: () => {} }),
  ]);
  const cpu = ((await member.usage()).cpuMicros - before.cpuMicros) / 1_000 / (performance.now() - startedAt);
  const after = (await (await fetch(`${upstream.url}/orders-are/${state}`)).json()) as { readonly orders: number };
  return {
    p99: quantile(
      latencies.sort((a, b) => a - b),
      0.99,
    ),
    cpu,
    callsPerRequest: (after.orders - asked.orders) / sent,
  };
}

function lineOf(ill: string, pairs: readonly Pair[]): StormLine {
  const spread = (read: (pair: Pair) => number): Spread => spreadOf(pairs.map(read));
  const ratio = spread((pair) => pair.ill.p99 / pair.calm.p99);
  const more = spread((pair) => pair.ill.p99 - pair.calm.p99);
  const callsPerRequest = spread((pair) => pair.ill.callsPerRequest);
  const cpu = spread((pair) => Math.max(pair.ill.cpu, pair.calm.cpu));
  return {
    ill,
    calmP99: spread(({ calm }) => calm.p99),
    illP99: spread((pair) => pair.ill.p99),
    ratio,
    more,
    callsPerRequest,
    cpu,
    holds:
      (ratio.median <= BOUNDS.ratio || more.median <= BOUNDS.milliseconds) &&
      callsPerRequest.max <= BOUNDS.callsPerRequest &&
      cpu.max <= BOUNDS.cpu,
  };
}
