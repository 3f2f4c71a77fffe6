import type { FragmentDefinitionNode, GraphQLOutputType } from 'graphql';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { SelectedSet } from '../../kernel/documents/selections.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Shape } from '../mapping/mapping.ts';
import type { ConnectorIndex } from './connector-index.ts';
import type { LateStep, RequiredField, Site, Sited } from './plan.ts';
import type { WantedTree } from './wanted.ts';

export interface PlanParts {
  readonly graph: Graph;
  readonly index: ConnectorIndex;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** What is known of the objects of a site before anything is called for them. */
export interface Known {
  readonly shape: Shape;
  /** What is asked of them; `null` for objects of code resolvers and for the root. */
  readonly wanted: WantedTree | null;
  /** Whether a code resolver gives them, so that nothing can be done before completion. */
  readonly late: boolean;
}

/** Nothing is known of a root, and nothing stands on it. */
export const ROOT: Known = { shape: { kind: 'object', fields: new Map(), spreads: [] }, wanted: null, late: false };
export const NOTHING: Site = { steps: [], below: [], types: null };

/** A plan while it is made: what each of its sites adds to and asks of the whole. */
export interface Building {
  readonly parts: PlanParts;
  readonly called: Set<Connector>;
  readonly late: Map<object, Sited<LateStep>[]>;
  readonly required: Map<object, Sited<readonly RequiredField[]>[]>;
  lookedUp: boolean;
  /** What is to be done below a field, where the values that stand there are known as `known` says. */
  readonly below: (output: GraphQLOutputType, sets: readonly SelectedSet[], known: Known) => Site;
  readonly belowCode: (output: GraphQLOutputType, sets: readonly SelectedSet[]) => void;
}

export function isNothing({ steps, below, types }: Site): boolean {
  return steps.length === 0 && below.length === 0 && types === null;
}
