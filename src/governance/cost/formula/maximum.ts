import type { VariableRange } from '../../../kernel/documents/promises.ts';
import { isIncluded, type When } from '../../../kernel/documents/selections.ts';
import {
  type Cost,
  type CostFunction,
  type InputWeights,
  saturated,
  type Size,
  type Weight,
  wholePoints,
} from './expression.ts';

/** The most that an operation can cost, or the variables for which nobody says how far they go. */
export type Maximum =
  | { readonly points: number }
  | { readonly points: 'unbounded'; readonly because: readonly string[] };

/** Proves from the ranges of the variables that no request costs more. Every part of a cost grows with its sizes. */
export function maximumOf({ cost, inputs = {} }: CostFunction, ranges: readonly VariableRange[]): Maximum {
  const highest = new Map(ranges.flatMap(({ variable, max }) => (max === undefined ? [] : [[variable, max] as const])));
  const because = new Set<string>();
  const bound = (of: Cost): number => new Bound(highest, inputs, because).cost(of);
  const points = Math.max(...casesOf(cost).map((one) => bound(one)));
  return because.size > 0 ? { points: 'unbounded', because: [...because].sort() } : { points: wholePoints(points) };
}

/** Conditions told apart; with more of them, all are taken to hold at once. */
const MOST_CONDITIONS = 6;

/** The cost for each way that the conditions can turn out: `@include(if: $a)` and `@skip(if: $a)` never both count. */
function casesOf(cost: Cost): readonly Cost[] {
  const names = [...conditionsIn(cost)];
  if (names.length === 0 || names.length > MOST_CONDITIONS) return [cost];
  return Array.from({ length: 2 ** names.length }, (_, number) => {
    const variables = Object.fromEntries(names.map((name, index) => [name, ((number >> index) & 1) === 1]));
    return decided(cost, (when) => isIncluded(when, variables));
  });
}

function conditionsIn(cost: Cost): ReadonlySet<string> {
  if (typeof cost === 'number' || 'weigh' in cost) return new Set();
  const inner = 'sum' in cost ? cost.sum : 'largest' in cost ? cost.largest : [cost.cost];
  const own = 'when' in cost ? cost.when.flatMap((all) => all.map(({ variable }) => variable)) : [];
  return new Set([...own, ...inner.flatMap((one) => [...conditionsIn(one)])]);
}

function decided(cost: Cost, holds: (when: When) => boolean): Cost {
  if (typeof cost === 'number' || 'weigh' in cost) return cost;
  if ('sum' in cost) return { sum: cost.sum.map((one) => decided(one, holds)) };
  if ('largest' in cost) return { largest: cost.largest.map((one) => decided(one, holds)) };
  if ('times' in cost) return { times: cost.times, cost: decided(cost.cost, holds) };
  return holds(cost.when) ? decided(cost.cost, holds) : 0;
}

class Bound {
  readonly #highest: ReadonlyMap<string, number>;
  readonly #inputs: InputWeights;
  readonly #because: Set<string>;

  constructor(highest: ReadonlyMap<string, number>, inputs: InputWeights, because: Set<string>) {
    this.#highest = highest;
    this.#inputs = inputs;
    this.#because = because;
  }

  cost(cost: Cost): number {
    if (typeof cost === 'number') return cost;
    if ('sum' in cost) return cost.sum.reduce((all: number, one) => saturated(all + this.cost(one)), 0);
    if ('largest' in cost) return Math.max(...cost.largest.map((one) => this.cost(one)));
    if ('when' in cost) return this.cost(cost.cost);
    if ('weigh' in cost) return Math.max(cost.weigh.default ?? 0, this.#weight(cost.weigh, cost.weigh.variable, []));
    const each = this.cost(cost.cost);
    return each === 0 ? 0 : saturated(this.#size(cost.times) * each);
  }

  #size(size: Size): number {
    if (typeof size === 'number') return size;
    const slices = size.of.map(({ variable, default: left = 0 }) => Math.max(this.#limit(variable), left));
    return Math.max(size.least ?? 0, size.otherwise ?? 0, ...slices);
  }

  /** @param above the types that the path has passed: an input inside itself has no end */
  #weight({ own, lists = 0, type }: Weight, path: string, above: readonly string[]): number {
    if (type !== undefined && above.includes(type)) return this.#blame(path);
    const fields = Object.entries(this.#inputs[type ?? ''] ?? {});
    const inner = fields.map(([name, field]) => this.#weight(field, `${path}.${name}`, [...above, type ?? '']));
    const each = inner.reduce((all, one) => saturated(all + one), own ?? (type === undefined ? 0 : 1));
    if (lists === 0 || each === 0) return each;
    return lists > 1 ? this.#blame(path) : saturated((own ?? 0) + this.#limit(path) * each);
  }

  #limit(variable: string): number {
    const highest = this.#highest.get(variable);
    return highest === undefined ? this.#blame(variable) : Math.max(0, highest);
  }

  #blame(variable: string): number {
    this.#because.add(variable);
    return 0;
  }
}
