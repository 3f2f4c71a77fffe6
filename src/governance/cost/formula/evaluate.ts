import { isIncluded } from '../../../kernel/documents/selections.ts';
import {
  type Cost,
  type CostFunction,
  type InputWeights,
  MOST_POINTS,
  saturated,
  type Size,
  type Slice,
  type Weight,
  wholePoints,
} from './expression.ts';
import { valueAt } from './value-at.ts';

type Variables = Readonly<Record<string, unknown>>;
type Evaluate = (variables: Variables) => number;

/** Compiles a cost, once a contract. The function takes coerced variables and gives whole points, at least one. */
export function compileCost({ cost, inputs = {} }: CostFunction): Evaluate {
  const evaluate = compile(cost, inputs);
  return (variables) => wholePoints(evaluate(variables));
}

function compile(cost: Cost, inputs: InputWeights): Evaluate {
  if (typeof cost === 'number') return () => cost;
  if ('sum' in cost) {
    const terms = cost.sum.map((term) => compile(term, inputs));
    return (variables) => {
      let all = 0;
      for (const term of terms) all += term(variables);
      return saturated(all);
    };
  }
  if ('largest' in cost) {
    const alternatives = cost.largest.map((one) => compile(one, inputs));
    return (variables) => {
      let most = 0;
      for (const one of alternatives) most = Math.max(most, one(variables));
      return most;
    };
  }
  if ('weigh' in cost) {
    const { variable, default: left = 0, ...weight } = cost.weigh;
    return (variables) => {
      const value = valueAt(variables, variable);
      return value === undefined ? left : weigh(value, weight, inputs);
    };
  }
  const inner = compile(cost.cost, inputs);
  if ('when' in cost) return (variables) => (isIncluded(cost.when, variables) ? inner(variables) : 0);
  const { times: size } = cost;
  return (variables) => saturated(sizeFor(size, variables) * inner(variables));
}

function sizeFor(size: Size, variables: Variables): number {
  if (typeof size === 'number') return size;
  let most = size.least ?? -1;
  for (const slice of size.of) most = Math.max(most, sliceFor(slice, variables) ?? -1);
  return most < 0 ? (size.otherwise ?? 0) : most;
}

function sliceFor({ variable, default: left }: Slice, variables: Variables): number | undefined {
  const [name = ''] = variable.split('.', 1);
  return variables[name] === undefined ? left : itemsOf(valueAt(variables, variable));
}

/** How many items the value of a slicing argument asks for; `undefined` where it says nothing. */
export function itemsOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  // Scalars of the users' own may be read as a bigint or a text.
  const number = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) return undefined;
  return Math.min(MOST_POINTS, Math.max(0, Math.ceil(number)));
}

/** What a given value of an argument or input field costs. */
export function weigh(value: unknown, weight: Weight, inputs: InputWeights): number {
  const { own, type, lists } = weight;
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value) && lists !== undefined)
    return value.reduce((all: number, item: unknown) => saturated(all + weigh(item, weight, inputs)), own ?? 0);
  if (type === undefined || typeof value !== 'object') return own ?? 0;
  const fields = Object.entries(inputs[type] ?? {});
  return fields.reduce((all, [name, field]) => saturated(all + weigh(valueAt(value, name), field, inputs)), own ?? 1);
}
