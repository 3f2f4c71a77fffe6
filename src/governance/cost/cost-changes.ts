import { isDeepStrictEqual } from 'node:util';
import { counted, listed } from '../../kernel/basics/words.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { costIn, type CostSection } from './cost-section.ts';
import { maximumOf } from './formula/maximum.ts';

/** What a request of an operation costs, or how that changed: `Dearer: a request costs at most 180 points, before 120.` */
export function costChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [costIn(now), before ? costIn(before) : undefined];
  if (!here) return [];
  if (!there) return [`A request costs ${mostOf(here)}.`];
  if (isDeepStrictEqual(here.function, there.function) && here.max === there.max) return [];
  const dearer = sizeOf(here) - sizeOf(there) || usualOf(here) - usualOf(there);
  const kind = dearer > 0 ? 'Dearer' : dearer < 0 ? 'Cheaper' : 'Other cost';
  const same = here.max === there.max;
  const words = same ? `${here.formula} points, before ${there.formula}` : `${mostOf(here)}, before ${mostOf(there)}`;
  return [`${kind}: a request costs ${words}.`];
}

/** What a request may cost, or how that changed. */
export function budgetChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [now['budget'], before?.['budget']];
  if (here === there) return [];
  if (typeof here !== 'number') return ['Has no budget any more.'];
  return [`May cost at most ${counted(here, 'point')}${typeof there === 'number' ? `, before ${there}` : ''}.`];
}

const mostOf = ({ max, formula, because = [] }: CostSection): string =>
  max === 'unbounded'
    ? `${formula} points, without a maximum: ${listed(because.map((variable) => `\`$${variable}\``))} may be anything`
    : `at most ${counted(max, 'point')}`;

const sizeOf = ({ max }: CostSection): number => (max === 'unbounded' ? Number.MAX_VALUE : max);

/** What tells costs without a maximum apart: that of requests whose lists have ten items. */
function usualOf({ function: cost, because = [], ranges = [] }: CostSection): number {
  const { points } = maximumOf(cost, [...ranges, ...because.map((variable) => ({ variable, min: 0, max: 10 }))]);
  return points === 'unbounded' ? 0 : points;
}
