import { z } from 'zod';
import { promiseNode } from '../../kernel/documents/promises.ts';
import type { ContractSection, Plugin, RegisteredOperation } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { placeOf, type Problem } from '../../kernel/problems/problem.ts';
import { overBudget } from './budget.ts';
import type { CostConfig } from './config.ts';
import { budgetChanges, costChanges } from './cost-changes.ts';
import { type CostSection, costSection } from './cost-section.ts';
import { costOfDocument } from './formula/cost-of-document.ts';
import { formulaText } from './formula/formula-text.ts';
import { maximumOf } from './formula/maximum.ts';
import { checkRanges } from './ranges/check-ranges.ts';
import { checkSlicing } from './ranges/check-slicing.ts';
import { CostRules } from './rules/cost-rules.ts';

/** Writes into each contract what its operation costs, and what it may. */
export function cost(config: CostConfig): Plugin {
  const known = new WeakMap<Graph, CostRules>();
  const rulesOf = (graph: Graph): CostRules => {
    const rules = known.get(graph) ?? new CostRules(graph.inner.schema, config.listSize);
    known.set(graph, rules);
    return rules;
  };
  const section: ContractSection = {
    key: 'cost',
    schema: costSection,
    derive: (operation, graph) => costOf(operation, graph, rulesOf(graph)),
    check: () => (operation, graph) => [
      ...checkRanges(operation, graph.schema),
      ...checkSlicing(operation, graph.schema, rulesOf(graph)),
    ],
    diff: costChanges,
  };
  const budget: ContractSection = {
    key: 'budget',
    schema: z.int().describe('The most that one request may cost, in points, as its team allows.'),
    derive: ({ promises }) => promises.budget,
    check: () => checkBudget,
    diff: budgetChanges,
    finding: overBudget,
  };
  return { name: 'cost', contract: [section, budget] };
}

function checkBudget({ promises: { budget }, definition }: RegisteredOperation): readonly Problem[] {
  if (budget === undefined || budget >= 1) return [];
  const message = `A budget of ${budget} points lets nothing run: a request costs at least 1.`;
  return [{ ...placeOf(promiseNode(definition, 'budget')), message }];
}

function costOf(operation: RegisteredOperation, { schema }: Graph, rules: CostRules): CostSection {
  const { document, name, promises } = operation;
  const ranges = promises.ranges ?? [];
  const found = costOfDocument(rules, schema, document, name);
  const maximum = maximumOf(found, ranges);
  return {
    formula: formulaText(found.cost),
    max: maximum.points,
    ...('because' in maximum && { because: [...maximum.because] }),
    ...(ranges.length > 0 && { ranges: [...ranges] }),
    function: found,
  };
}
