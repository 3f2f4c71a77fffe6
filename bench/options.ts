import { parseArgs } from 'node:util';
import { type Lane, LANES } from './lanes.ts';

export interface Options {
  readonly lanes: readonly Lane[];
  readonly rounds: number;
  /** Share of each lane's requests to send. */
  readonly share: number;
  readonly json: boolean;
  /** Whether to measure, in place of the contenders, what a collector that is down or hangs does to the gateway. */
  readonly collector: boolean;
  /** Whether to measure, in place of the contenders, what a source that fails or hangs does to operations on the others. */
  readonly storm: boolean;
}

/** What the command line asks for. */
export type Asked =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'misuse'; readonly message: string };

const NAMES = LANES.map(({ name }) => name);

export const HELP = `Usage: npm run bench -- [options]

Measures what a request costs, as a multiple of what hand-written code needs for the same bytes.

  --lane <name>   only this lane; may be repeated (${NAMES.join(', ')})
  --rounds <n>    rounds that count, 1 to 100 (7, or 3 with --quick)
  --collector     what a collector of traces that is down or hangs costs, as a multiple of one that is up (5 rounds)
  --storm         what one of four sources that fails or hangs costs operations on the others (5 rounds, 5 minutes)
  --quick         fewer requests and rounds: a glance, not a figure to quote
  --json          print JSON instead of a table
  --help          print this`;

export function readOptions(args: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        lane: { type: 'string', multiple: true, default: [...NAMES] },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        collector: { type: 'boolean', default: false },
        storm: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { lane: names, quick, json, collector, storm, help } = values;
    const { rounds = quick ? '3' : collector || storm ? '5' : '7' } = values;
    if (help) return { kind: 'help' };
    const unknown = names.find((name) => !NAMES.includes(name));
    if (unknown !== undefined) return misuse(`There is no lane "${unknown}". Lanes: ${NAMES.join(', ')}.`);
    if (!/^([1-9]\d?|100)$/.test(rounds)) return misuse(`--rounds takes a number from 1 to 100, not "${rounds}".`);
    const lanes = LANES.filter(({ name }) => names.includes(name));
    return { kind: 'run', options: { lanes, rounds: Number(rounds), share: quick ? 0.25 : 1, json, collector, storm } };
  } catch (error) {
    return misuse(error instanceof Error ? error.message : String(error));
  }
}

const misuse = (message: string): Asked => ({ kind: 'misuse', message });
