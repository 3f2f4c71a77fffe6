import { z } from 'zod';
import { duration } from '../../kernel/basics/units.ts';

/** By what callers are told apart. */
const PARTS = ['client', 'principal', 'tenant', 'address', 'operation'] as const;
export type Part = (typeof PARTS)[number];

/** As many as GraphQL's `Int` can tell. */
const quota = () => z.int().min(1).max(2_147_483_647);
const ERROR = { error: `expected one, or two different ones, of ${PARTS.join(', ')}` };
const part = z.enum(PARTS);
const pair = z
  .tuple([part, part])
  .refine(([one, other]) => one !== other, ERROR)
  .readonly();

const budget = z
  .strictObject({
    per: z
      .union([part.transform((one): readonly Part[] => [one]), pair], ERROR)
      .describe(
        'Who has a budget of its own: each `client`, `principal`, `tenant`, `address` or `operation`, or each pair of two.',
      ),
    points: quota().optional().describe('Points that may be spent in any window.'),
    requests: quota().optional().describe('Requests that may be made in any window.'),
    window: duration()
      .refine((milliseconds) => milliseconds >= 1_000 && milliseconds <= 31 * 86_400_000, {
        error: "expected a duration from '1s' to '31d'",
      })
      .describe('How long a window is.'),
  })
  .refine(({ points, requests }) => (points === undefined) !== (requests === undefined), {
    error: 'expected either `points` or `requests`',
  });

export type BudgetConfig = z.output<typeof budget>;

/** `client-60s`, `client-operation-1s-requests`: what clients and stores know a budget by. */
export function budgetName({ per, points, window }: BudgetConfig): string {
  return `${per.join('-')}-${window / 1_000}s${points === undefined ? '-requests' : ''}`;
}

/** A pair is the same callers either way round. */
const inAnyOrder = (one: BudgetConfig): string => budgetName({ ...one, per: one.per.toSorted() });

export const budgetsConfig = {
  budgets: z
    .array(budget)
    .max(8)
    .refine((all) => new Set(all.map(inAnyOrder)).size === all.length, {
      error:
        'expected budgets that differ in `per`, whatever its order, in `window`, or in what they count: keep the smaller one',
    })
    .default([])
    .describe('What callers may spend. All of them hold for every request.'),
};
