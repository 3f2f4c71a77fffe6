import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { type Selected, type SelectedSet, selectedFields } from '../../kernel/documents/selections.ts';
import type { Connector } from '../connectors/connector.ts';
import type { LateStep, RequiredField, Site, Sited } from './plan.ts';
import { type Building, isNothing, type Known, NOTHING, type PlanParts, ROOT } from './building.ts';
import { SiteBuilder } from './site-builder.ts';

/** A code resolver's object may have any field. */
const CODED: Known = { shape: { kind: 'value' }, wanted: null, late: true };

/** Makes the plan of one document. */
export class PlanBuilder implements Building {
  readonly parts: PlanParts;
  readonly late = new Map<object, Sited<LateStep>[]>();
  readonly required = new Map<object, Sited<readonly RequiredField[]>[]>();
  readonly called = new Set<Connector>();
  lookedUp = false;

  constructor(parts: PlanParts) {
    this.parts = parts;
  }

  root({ operation, selectionSet }: OperationDefinitionNode): Site {
    const type = this.parts.graph.schema.getRootType(operation);
    return type ? this.ofObject(type, [{ set: selectionSet, conditions: [] }], ROOT) : NOTHING;
  }

  /** What is to be done below a field, where the values that stand there are known as `known` says. */
  below(output: GraphQLOutputType, sets: readonly SelectedSet[], known: Known): Site {
    const type = getNamedType(output);
    if (isObjectType(type)) {
      if (type.isTypeOf) known.wanted?.everything(); // who can say what it reads
      return this.ofObject(type, sets, known);
    }
    if (!isAbstractType(type)) return NOTHING;
    const possibleTypes = this.parts.graph.schema.getPossibleTypes(type);
    if (type.resolveType || possibleTypes.some(({ isTypeOf }) => isTypeOf)) known.wanted?.everything();
    else known.wanted?.at('__typename');
    const types = new Map<string, Site>();
    for (const possible of possibleTypes) {
      const site = this.ofObject(possible, sets, known);
      if (!isNothing(site)) types.set(possible.name, site);
    }
    return types.size > 0 ? { ...NOTHING, types } : NOTHING;
  }

  belowCode(output: GraphQLOutputType, sets: readonly SelectedSet[]): void {
    this.below(output, sets, CODED);
  }

  fieldsOf(type: GraphQLObjectType, sets: readonly SelectedSet[]): readonly Selected[] {
    return selectedFields({ schema: this.parts.graph.schema, fragments: this.parts.fragments }, type, sets);
  }

  ofObject(type: GraphQLObjectType, sets: readonly SelectedSet[], known: Known): Site {
    return new SiteBuilder(this, type, known).build(this.fieldsOf(type, sets));
  }
}
