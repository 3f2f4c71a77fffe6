import type { Contract } from '../../kernel/ports/registry.ts';
import { costIn } from './cost-section.ts';

/** Why a contract does not keep its budget; `undefined` where it does, or has none. */
export function overBudget(contract: Contract): string | undefined {
  const budget = contract['budget'];
  const cost = costIn(contract);
  if (typeof budget !== 'number' || !cost) return undefined;
  if (cost.max === 'unbounded') {
    const names = (cost.because ?? []).map((variable) => `$${variable}`).join(', ');
    return `The cost of ${contract.name} has no maximum, so nobody can say that it keeps its budget of ${budget} points. Give a range to ${names} by @contract(ranges:).`;
  }
  if (cost.max <= budget) return undefined;
  return `${contract.name} can cost ${cost.max} points, which is more than its budget of ${budget}. It costs ${cost.formula}: ask for less, narrow the ranges, or raise the budget.`;
}
