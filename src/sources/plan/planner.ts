import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Operation } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Planner } from '../../kernel/ports/planner.ts';
import { fragmentsOf, operationOf } from '../../kernel/documents/selections.ts';
import type { Connector } from '../connectors/connector.ts';
import { type ConnectorIndex, connectorIndex } from './connector-index.ts';
import { describePlan } from './describe.ts';
import { PlanBuilder } from './plan-builder.ts';
import type { SourcesPlan } from './plan.ts';

/** Plans operations over the connectors of a graph. A plan goes with its document: registered ones stay, others while they are remembered. */
export function createPlanner(graph: Graph, connectors: readonly Connector[]): Planner {
  const index = connectorIndex(graph, connectors);
  const plans = new WeakMap<OperationDefinitionNode, SourcesPlan>();
  return {
    plan({ document, name }: Pick<Operation, 'document' | 'name'>) {
      const definition = operationOf(document, name);
      const plan = plans.get(definition) ?? makePlan(graph, index, document, definition);
      plans.set(definition, plan);
      return plan;
    },
  };
}

function makePlan(
  graph: Graph,
  index: ConnectorIndex,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): SourcesPlan {
  const builder = new PlanBuilder({ graph, index, fragments: fragmentsOf(document) });
  const serial = definition.operation === 'mutation';
  const root = builder.root(definition);
  const { late, lookedUp, coded, called } = builder;
  return {
    root,
    serial,
    late,
    lookedUp,
    settled: !coded && !serial && !lookedUp,
    sources: [...new Set([...called].map(({ source }) => source))].sort(),
    description: describePlan(root, serial, late),
  };
}
