import { z } from 'zod';
import type { Contract } from '../../kernel/ports/registry.ts';
import type { Cost, CostFunction, InputWeights, Size, Slice, Weight } from './formula/expression.ts';

const slice: z.ZodType<Slice> = z.strictObject({
  variable: z.string(),
  items: z.boolean().exactOptional(),
  default: z.number().exactOptional(),
});

const size: z.ZodType<Size> = z.union([
  z.number(),
  z.strictObject({
    of: z.array(slice),
    least: z.number().exactOptional(),
    otherwise: z.number().exactOptional(),
  }),
]);

const weight = {
  own: z.number().exactOptional(),
  lists: z.number().exactOptional(),
  type: z.string().exactOptional(),
};

const condition = z.strictObject({ variable: z.string(), value: z.boolean() });

const cost: z.ZodType<Cost> = z.lazy(() =>
  z.union([
    z.number(),
    z.strictObject({ sum: z.array(cost) }),
    z.strictObject({ times: size, cost }),
    z.strictObject({ largest: z.array(cost) }),
    z.strictObject({ when: z.array(z.array(condition)), cost }),
    z.strictObject({
      weigh: z.strictObject({ variable: z.string(), ...weight, default: z.number().exactOptional() }),
    }),
  ]),
);

const inputs: z.ZodType<InputWeights> = z.record(
  z.string(),
  z.record(z.string(), z.strictObject(weight) satisfies z.ZodType<Weight>),
);

const costFunction: z.ZodType<CostFunction> = z.strictObject({
  cost: cost.describe('An expression tree over the coerced variables.'),
  inputs: inputs.exactOptional().describe('Fields of input object types that cost something.'),
});

const ranges = z.array(
  z.strictObject({ variable: z.string(), min: z.int().exactOptional(), max: z.int().exactOptional() }),
);

/** What a contract says of what its operation costs. */
export const costSection = z.strictObject({
  formula: z.string().describe('The cost of a request in points, as a function of its variables, for people.'),
  max: z
    .union([z.int(), z.literal('unbounded')])
    .describe('The most that a request can cost, as long as its variables stay in their ranges.'),
  because: z.array(z.string()).exactOptional().describe('The variables that need a range for there to be a maximum.'),
  ranges: ranges.exactOptional().describe('Between which values variables stay; a request outside is refused.'),
  function: costFunction.describe('The same function as data: each request at least 1, at most 2^53 - 1 points.'),
});

export type CostSection = z.output<typeof costSection>;

/** The cost that stands in a contract; `undefined` where it has none. */
export function costIn(contract: Contract): CostSection | undefined {
  return contract['cost'] === undefined ? undefined : costSection.parse(contract['cost']);
}
