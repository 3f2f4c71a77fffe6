import type { Operation } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Contract, Registry } from '../../kernel/ports/registry.ts';
import { costIn } from './cost-section.ts';
import { compileCost } from './formula/evaluate.ts';
import { complexityOf } from './free/complexity.ts';
import type { CostRules } from './rules/cost-rules.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Says what a request costs before it runs. @returns whole points, at least one */
type Estimate = (
  operation: Pick<Operation, 'id' | 'document' | 'name' | 'registered'>,
  /** Coerced. */
  variables: Variables,
) => number;

/** The formula of its contract tells of a registered operation, and the schema of any other. */
export function createEstimate({
  graph,
  registry,
  rules,
}: {
  readonly graph: Pick<Graph, 'schema'>;
  readonly registry: Pick<Registry, 'byId'>;
  readonly rules: CostRules;
}): Estimate {
  const formulas = new WeakMap<Contract, (variables: Variables) => number>();
  const complexity = complexityOf(rules, graph.schema);
  return (operation, variables) => {
    const contract = operation.registered ? registry.byId(operation.id)?.contract : undefined;
    if (!contract) return complexity(operation, variables);
    const known = formulas.get(contract);
    if (known) return known(variables);
    const section = costIn(contract);
    const formula = section
      ? compileCost(section.function)
      : (values: Variables): number => complexity(operation, values);
    formulas.set(contract, formula);
    return formula(variables);
  };
}
