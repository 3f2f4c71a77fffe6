import { GatewayError } from '../../../errors/gateway-error.ts';
import { counted } from '../../../kernel/basics/words.ts';
import type { Governed, RequestCost, Resolved } from '../../../kernel/exchange.ts';
import type { Plugin } from '../../../kernel/plugin.ts';
import type { Graph } from '../../../kernel/ports/graph.ts';
import type { Contract, Registered, Registry } from '../../../kernel/ports/registry.ts';
import type { Signals } from '../../../kernel/ports/signals.ts';
import type { CostConfig } from '../config.ts';
import { costIn } from '../cost-section.ts';
import { createEstimate } from '../create-estimate.ts';
import { CostRules } from '../rules/cost-rules.ts';
import { createActual } from './actual-cost.ts';
import { dearestPlaces } from './dearest.ts';

export interface PriceParts {
  readonly config: CostConfig;
  /** Whether every request is to be estimated, because its points are counted. */
  readonly counted: boolean;
  readonly graph: () => Graph;
  readonly registry: () => Registry;
  readonly signals: Signals;
}

type Needs = Resolved & Pick<Governed, 'variables'> & { readonly registered: Registered | null };
type Adds = Pick<Governed, 'cost'>;

const HEADER = 'x-tollgate-cost';
const UNPRICED: Adds = { cost: null };

/**
 * Estimates what a request costs, where somebody asks for it, and refuses what is too dear; says of what was answered what it
 * has cost, and tells the caller who wants to know.
 */
export function price({ config, counted: always, graph, registry, signals }: PriceParts): Plugin<Needs, Adds> {
  let made: ReturnType<typeof costsOf> | undefined;
  const costs = () => (made ??= costsOf(graph(), registry(), config));
  const mostOf = ceilings(config.max ?? Number.POSITIVE_INFINITY);
  return {
    name: 'price',
    run(exchange) {
      const { registered, operation, variables, request, client } = exchange;
      const most = mostOf(registered);
      const isReported = request.header(HEADER) === 'report';
      if (most === Number.POSITIVE_INFINITY && !always && !isReported) return UNPRICED;
      const estimated = costs().estimate(operation, variables);
      if (estimated > most) {
        const refusal = tooExpensive(estimated, most, costs().dearest(operation, variables));
        if (config.mode === 'enforce') throw refusal;
        const attributes = { operation: operation.name, id: operation.id, client: client.name, estimated, max: most };
        signals.emit({
          level: 'warn',
          name: 'cost.measured',
          message: `Would be refused: ${refusal.message}`,
          attributes,
        });
      }
      return { cost: new Cost(estimated, isReported, most) };
    },
    answered(result, { cost, operation, variables }) {
      if (!(cost instanceof Cost)) return undefined;
      cost.actual = costs().actual(operation, variables, result);
      return cost.report();
    },
  };
}

/** What a request costs, as it becomes known. */
class Cost implements RequestCost {
  readonly estimated: number;
  actual: number | null = null;
  readonly #isReported: boolean;
  readonly #most: number;

  constructor(estimated: number, isReported: boolean, most: number) {
    this.estimated = estimated;
    this.#isReported = isReported;
    this.#most = most;
  }

  report(): Readonly<Record<string, unknown>> | undefined {
    if (!this.#isReported) return undefined;
    const { estimated, actual } = this;
    return { cost: { estimated, actual, ...(Number.isFinite(this.#most) && { max: this.#most }) } };
  }
}

function costsOf(graph: Graph, registry: Registry, { listSize }: CostConfig) {
  const rules = new CostRules(graph.inner.schema, listSize);
  return {
    estimate: createEstimate({ graph, registry, rules }),
    actual: createActual(graph, rules),
    dearest: (operation: Governed['operation'], variables: Governed['variables']) =>
      dearestPlaces(rules, graph, operation, variables),
  };
}

/** The most that a request may cost: the least of what the config says and what its contract allows. */
function ceilings(most: number): (registered: Registered | null) => number {
  const known = new WeakMap<Contract, number>();
  return (registered) => {
    if (!registered) return most;
    const { contract } = registered;
    const found = known.get(contract) ?? Math.min(most, budgetOf(contract));
    known.set(contract, found);
    return found;
  };
}

/** The budget of a contract, where it is not proven to be kept. */
function budgetOf(contract: Contract): number {
  const budget = contract['budget'];
  if (typeof budget !== 'number') return Number.POSITIVE_INFINITY;
  const max = costIn(contract)?.max;
  return typeof max === 'number' && max <= budget ? Number.POSITIVE_INFINITY : budget;
}

function tooExpensive(estimated: number, max: number, dearest: ReturnType<typeof dearestPlaces>): GatewayError {
  const [first] = dearest;
  const why = first ? ` Most of it is for \`${first.path}\`: ${counted(first.points, 'point')}.` : '';
  const message = `The request is estimated at ${counted(estimated, 'point')}; it may cost ${max}.${why} Ask for shorter lists or fewer fields.`;
  return new GatewayError(message, { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { estimated, max, dearest } });
}
