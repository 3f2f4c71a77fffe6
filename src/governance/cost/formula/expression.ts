import type { When } from '../../../kernel/documents/selections.ts';

/**
 * The cost of an operation as a function of its variables, in points: plain data, so that a contract holds it and nobody
 * needs the document to evaluate it.
 */
export type Cost =
  | number
  | { readonly sum: readonly Cost[] }
  /** A list: so many times what one item costs. */
  | { readonly times: Size; readonly cost: Cost }
  /** Of an interface or union: the dearest of its objects. */
  | { readonly largest: readonly Cost[] }
  /** Only if `@include` and `@skip` let it. */
  | { readonly when: NonNullable<When>; readonly cost: Cost }
  | { readonly weigh: WeighedVariable };

/** How many items a list has. */
export type Size =
  | number
  | {
      /** The largest of them counts. */
      readonly of: readonly Slice[];
      /** A size that is given whatever they are. */
      readonly least?: number;
      /** When none of them is given; left out where one always is. */
      readonly otherwise?: number;
    };

// Aliases, for an interface is no `Json`.

/** A variable that says how many items there are: a number, or a list that has as many. */
export type Slice = {
  /** By dots into an input object. */
  readonly variable: string;
  /** Whether it is a list. */
  readonly items?: boolean;
  /** The argument's own default, for when the variable is left out. */
  readonly default?: number;
};

/** What an argument costs, by what a variable holds. */
type WeighedVariable = Weight & {
  readonly variable: string;
  /** Points when the variable is left out and the argument has a default. */
  readonly default?: number;
};

/** What a value of an argument or input field costs. */
export type Weight = {
  /** Points of each value that is given; by default 1 for an object and 0 for all else. */
  readonly own?: number;
  /** How many lists are around it. */
  readonly lists?: number;
  /** Its input object type, if its fields cost something. */
  readonly type?: string;
};

/** Fields of input object types that cost something, by type and name. */
export type InputWeights = Readonly<Record<string, Readonly<Record<string, Weight>>>>;

/** A cost with all that is needed to evaluate it. */
export type CostFunction = {
  readonly cost: Cost;
  readonly inputs?: InputWeights;
};

/** No cost is larger: sums and products stop here. */
export const MOST_POINTS = Number.MAX_SAFE_INTEGER;

export const saturated = (points: number): number => Math.min(MOST_POINTS, points);

/** What a request is charged: whole points, at least one. Weights may be fractions, whose sums are a hair off. */
export function wholePoints(cost: number): number {
  return Math.max(1, saturated(Math.ceil(cost - 1e-6)));
}

export function sum(costs: readonly Cost[]): Cost {
  const flat = costs.flatMap((cost) => (typeof cost === 'object' && 'sum' in cost ? cost.sum : [cost]));
  let constant = 0;
  const terms = new Map<string, Cost>();
  for (const cost of flat) {
    if (typeof cost === 'number') constant = saturated(constant + cost);
    else addLike(terms, cost);
  }
  const left = [...(constant > 0 ? [constant] : []), ...terms.values()];
  return left.length > 1 ? { sum: left } : (left[0] ?? 0);
}

/** Terms with one factor in common become one term: `$first × 2 + $first × 3` is `$first × 5`. */
function addLike(terms: Map<string, Cost>, cost: Exclude<Cost, number>): void {
  const factor = 'times' in cost ? cost.times : 'when' in cost ? cost.when : `${terms.size}`;
  const key = `${'when' in cost} ${JSON.stringify(factor)}`;
  const known = terms.get(key);
  if (known === undefined) terms.set(key, cost);
  else if (typeof known === 'object' && 'times' in known && 'times' in cost)
    terms.set(key, times(cost.times, sum([known.cost, cost.cost])));
  else if (typeof known === 'object' && 'when' in known && 'when' in cost)
    terms.set(key, { when: cost.when, cost: sum([known.cost, cost.cost]) });
}

export function times(size: Size, cost: Cost): Cost {
  if (cost === 0 || size === 0) return 0;
  if (size === 1) return cost;
  if (typeof size !== 'number') return { times: size, cost };
  if (typeof cost === 'number') return saturated(size * cost);
  if ('times' in cost && typeof cost.times === 'number') return times(saturated(size * cost.times), cost.cost);
  return { times: size, cost };
}

export function largest(costs: readonly Cost[]): Cost {
  const distinct = new Map<string, Cost>();
  let constant = 0;
  for (const cost of new Set(costs)) {
    if (typeof cost === 'number') constant = Math.max(constant, cost);
    else distinct.set(JSON.stringify(cost), cost);
  }
  const left = [...(constant > 0 ? [constant] : []), ...distinct.values()];
  return left.length > 1 ? { largest: left } : (left[0] ?? 0);
}
