import type { Cost, Size, Slice } from './expression.ts';

/** A cost as a person would write it: `11 + $first × (2 + 10 × 3)`. */
export function formulaText(cost: Cost): string {
  if (typeof cost === 'number') return String(cost);
  if ('sum' in cost) return cost.sum.map(formulaText).join(' + ');
  if ('largest' in cost) return `max(${cost.largest.map(formulaText).join(', ')})`;
  if ('weigh' in cost) return `weight of $${cost.weigh.variable}`;
  if ('when' in cost) return `(${formulaText(cost.cost)} if ${conditionText(cost.when)})`;
  if (cost.cost === 1) return sizeText(cost.times);
  return `${sizeText(cost.times)} × ${typeof cost.cost === 'object' && 'sum' in cost.cost ? `(${formulaText(cost.cost)})` : formulaText(cost.cost)}`;
}

function sizeText(size: Size): string {
  if (typeof size === 'number') return String(size);
  const all = [...size.of.map(sliceText), ...(size.least === undefined ? [] : [String(size.least)])];
  const [first] = all;
  const given = all.length > 1 ? `max(${all.join(', ')})` : (first ?? '0');
  return size.otherwise === undefined ? given : `(${given} or else ${size.otherwise})`;
}

function sliceText({ variable, items, default: left }: Slice): string {
  const text = items ? `count($${variable})` : `$${variable}`;
  return left === undefined ? text : `(${text} or else ${left})`;
}

function conditionText(when: Extract<Cost, { readonly when: unknown }>['when']): string {
  const alternatives = when.map((all) =>
    all.map(({ variable, value }) => `${value ? '' : 'not '}$${variable}`).join(' and '),
  );
  return [...new Set(alternatives)].join(' or ');
}
