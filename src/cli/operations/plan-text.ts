import type { Json } from '../../kernel/basics/json.ts';
import { bold, dim } from '../output.ts';

/** One call of a plan, as a contract holds it. */
interface PlannedCall {
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
}

interface Described {
  readonly serial?: boolean;
  readonly calls?: readonly PlannedCall[];
  readonly afterCode?: readonly PlannedCall[];
}

/** The plan of an operation as a person would draw it: a line for each call, below it those that wait for it. */
export function planLines(plan: Json | undefined): readonly string[] {
  const { serial, calls = [], afterCode = [] } = (plan ?? {}) as unknown as Described; // as the planner wrote it
  const all = [...calls, ...afterCode];
  if (all.length === 0) return ['No calls by connectors.'];
  const waves = Math.max(...all.map(lastWave));
  const head = `${count(all.map(size).reduce(sum, 0), 'call')} in ${count(waves, 'wave')}${serial ? ', one field after another' : ''}`;
  return [
    bold(head),
    ...branches(calls),
    ...(afterCode.length > 0 ? ['', bold('Once a code resolver has given the object:'), ...branches(afterCode)] : []),
  ];
}

function branches(calls: readonly PlannedCall[], indent = ''): readonly string[] {
  return calls.flatMap((call, index) => {
    const isLast = index === calls.length - 1;
    const below = `${indent}${isLast ? '   ' : '│  '}`;
    return [`${indent}${isLast ? '└─ ' : '├─ '}${lineOf(call)}`, ...branches(call.next ?? [], below)];
  });
}

function lineOf(planned: PlannedCall): string {
  const { wave, source, call, at, gives, when, coordinate } = planned;
  const places = gives.map((field) => (at ? `${at}.${field}` : field)).join(', ');
  const only = when ? `, if ${when}` : '';
  return `${wave}  ${bold(source)} ${call}  → ${places}${dim(`  (${coordinate}${manyOf(planned)}${only})`)}`;
}

function manyOf({ at, batch, joins }: PlannedCall): string {
  if (joins) return ', in the same call';
  if (batch === undefined) return at ? ', one call for each' : '';
  return batch === null ? ', one call for all' : `, one call for up to ${batch}`;
}

const sum = (a: number, b: number): number => a + b;
const size = ({ joins, next = [] }: PlannedCall): number => (joins ? 0 : 1) + next.map(size).reduce(sum, 0);
const lastWave = ({ wave, next = [] }: PlannedCall): number => Math.max(wave, ...next.map(lastWave));
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
