import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Operation } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Planner } from '../../kernel/ports/planner.ts';
import { fragmentsOf, operationOf } from '../../kernel/documents/selections.ts';
import type { Connector } from '../connectors/connector.ts';
import { answerFields } from '../degraded/answer-fields.ts';
import { degradedPaths } from '../degraded/degraded-paths.ts';
import { type ConnectorIndex, connectorIndex } from './connector-index.ts';
import { describePlan } from './describe.ts';
import { PlanBuilder } from './plan-builder.ts';
import type { AnswerField, SourcesPlan } from './plan.ts';

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
  const { late, required, lookedUp, called } = builder;
  const answer = onceMade(() => answerFields(builder.parts, definition, { root, late, required }));
  const places = onceMade(() => placesOf(answer()));
  return {
    root,
    serial,
    late,
    required,
    lookedUp,
    sources: [...new Set([...called].map(({ source }) => source))].sort(),
    description: () => describePlan(root, serial, { late, required }),
    answer,
    degraded: () => degradedPaths(answer()),
    place: (path) => places().get(path),
  };
}

/** Of several types at one place, the widest loss counts. */
function placesOf(fields: readonly AnswerField[]): ReadonlyMap<string, AnswerField> {
  const places = new Map<string, AnswerField>();
  for (const field of fields) {
    const known = places.get(field.path);
    if (!known || field.nullAt.length < known.nullAt.length) places.set(field.path, field);
  }
  return places;
}

/** Most plans are never asked: only what fails asks. */
function onceMade<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
