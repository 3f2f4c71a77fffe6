import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  isIncluded,
  type Selected,
  type SelectedSet,
  selectedFields,
  type SelectionSource,
} from '../../../kernel/documents/selections.ts';
import { inputWeights, mayCost } from '../formula/argument-cost.ts';
import { requiredCost } from '../formula/cost-of-document.ts';
import { itemsOf, weigh } from '../formula/evaluate.ts';
import { valueAt } from '../formula/value-at.ts';
import type { CostRules, FieldRule } from '../rules/cost-rules.ts';
import type { SizedFields } from '../rules/sized-fields.ts';

/** What one place of a document costs, for the values of one request. */
interface Weighed {
  /** How many values stand there. */
  readonly items: number;
  /** Points of each, without what is selected of it. */
  readonly each: number;
  /** Points that come once: of arguments, and of what is required. */
  readonly once: number;
}

export interface WeighedDocument {
  readonly operation: OperationDefinitionNode;
  readonly weights: ReadonlyMap<FieldNode, Weighed>;
}

/** Fields that are made at most: fragments that double at every level would make a tree without end. */
const MOST_FIELDS = 10_000;

/**
 * A document with its fragments inlined and its arguments gone, every list sized from its parents down: an estimator sees
 * one field, and not the parents that share it. `null` where it has more fields than can be looked at.
 */
export function weighedDocument(
  rules: CostRules,
  source: SelectionSource,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): WeighedDocument | null {
  const root = source.schema.getRootType(operation.operation);
  const weigher = new Weigher(rules, source, variables);
  const set = root ? weigher.selection(root, [{ set: operation.selectionSet, conditions: [] }], null) : NOTHING;
  if (weigher.fields > MOST_FIELDS) return null;
  const { operation: type } = operation;
  return {
    operation: { kind: Kind.OPERATION_DEFINITION, operation: type, selectionSet: set.node },
    weights: weigher.weights,
  };
}

/** A selection; equal keys cost the same. */
interface Made {
  readonly node: SelectionSetNode;
  readonly key: number;
}

interface SizedBelow {
  readonly items: number;
  readonly fields: SizedFields;
}

const NOTHING: Made = { node: { kind: Kind.SELECTION_SET, selections: [] }, key: 0 };

class Weigher {
  readonly weights = new Map<FieldNode, Weighed>();
  fields = 0;
  readonly #rules: CostRules;
  readonly #source: SelectionSource;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #made = new Map<string, Made>();
  readonly #ids = new Map<unknown, number>();

  constructor(rules: CostRules, source: SelectionSource, variables: Readonly<Record<string, unknown>>) {
    this.#rules = rules;
    this.#source = source;
    this.#variables = variables;
  }

  selection(type: GraphQLNamedType, sets: readonly SelectedSet[], sized: SizedBelow | null): Made {
    if (sets.length === 0 || this.fields > MOST_FIELDS) return NOTHING;
    const below = sized ? `${sized.items} ${this.#id(sized.fields)}` : '';
    const key = `${type.name} ${below} ${sets.map(({ set }) => this.#id(set)).join()}`;
    const known = this.#made.get(key);
    if (known) return known;
    const made = isAbstractType(type)
      ? this.#anyOf(this.#source.schema.getPossibleTypes(type), sets, sized)
      : isObjectType(type)
        ? this.#object(type, sets, sized)
        : NOTHING;
    this.#made.set(key, made);
    return made;
  }

  /** One inline fragment for each object that costs otherwise than those before it. */
  #anyOf(types: readonly GraphQLObjectType[], sets: readonly SelectedSet[], sized: SizedBelow | null): Made {
    const distinct = new Map<number, SelectionNode>();
    for (const type of types) {
      const { node, key } = this.selection(type, sets, sized);
      if (node.selections.length === 0 || distinct.has(key)) continue;
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
      distinct.set(key, { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: node });
    }
    return this.#makeOf([...distinct.values()], `any ${[...distinct.keys()].join()}`);
  }

  #object(type: GraphQLObjectType, sets: readonly SelectedSet[], sized: SizedBelow | null): Made {
    const fields = selectedFields(this.#source, type, sets).flatMap((selected) => {
      const rule = isIncluded(selected.when, this.#variables) && this.#rules.field(type.name, selected.name);
      return rule ? [this.#field(type, selected, rule, sized)] : [];
    });
    return this.#makeOf(
      fields.map(({ node }) => node),
      `all ${fields.map(({ key }) => key).join()}`,
    );
  }

  #makeOf(selections: readonly SelectionNode[], key: string): Made {
    return { node: { kind: Kind.SELECTION_SET, selections }, key: selections.length === 0 ? 0 : this.#id(key) };
  }

  #field(type: GraphQLObjectType, selected: Selected, rule: FieldRule, sized: SizedBelow | null) {
    this.fields++;
    const { field, listSize } = rule;
    const values = this.#argumentsOf(rule, selected);
    const own = this.#sizeOf(rule, values);
    const fromAbove = sized?.fields.get(selected.name);
    const above =
      sized && fromAbove && fromAbove.below.size > 0 ? { items: sized.items, fields: fromAbove.below } : null;
    const below = listSize?.sized ? { items: own, fields: listSize.sized } : above;
    const inner = this.selection(getNamedType(field.type), this.#included(selected.sets), below);
    const listed = sized && fromAbove?.isSized ? sized.items : listSize?.sized ? this.#rules.defaultListSize : own;
    const weighed: Weighed = {
      items: isListType(getNullableType(field.type)) ? listed : 1,
      each: rule.weight,
      once: this.#argumentsCost(rule, values) + requiredCost(this.#rules, type.name, rule),
    };
    const name = { kind: Kind.NAME, value: field.name } as const;
    const node: FieldNode = { kind: Kind.FIELD, name, ...(inner !== NOTHING && { selectionSet: inner.node }) };
    this.weights.set(node, weighed);
    return { node, key: this.#id(`${weighed.items} ${weighed.each} ${weighed.once} ${inner.key}`) };
  }

  /** Conditions are settled here, or a selection would be taken for the same one under others. */
  #included(sets: readonly SelectedSet[]): readonly SelectedSet[] {
    return sets.flatMap(({ set, conditions }) =>
      isIncluded([conditions], this.#variables) ? [{ set, conditions: [] }] : [],
    );
  }

  /** Values that do not fit, such as null for a variable that has a default, fail the field when it is executed. */
  #argumentsOf({ field }: FieldRule, { node }: Selected): Readonly<Record<string, unknown>> {
    if (field.args.length === 0) return {};
    try {
      return getArgumentValues(field, node, this.#variables);
    } catch {
      return {};
    }
  }

  #sizeOf({ listSize }: FieldRule, values: Readonly<Record<string, unknown>>): number {
    const given = (listSize?.slicing ?? []).flatMap((path) => itemsOf(valueAt(values, path)) ?? []);
    return given.length > 0 ? Math.max(...given) : (listSize?.assumed ?? this.#rules.defaultListSize);
  }

  #argumentsCost({ field }: FieldRule, values: Readonly<Record<string, unknown>>): number {
    let all = 0;
    for (const argument of field.args) {
      const rule = this.#rules.argument(argument);
      if (mayCost(rule)) all += weigh(values[argument.name], rule, inputWeights(this.#rules, rule.type));
    }
    return all;
  }

  #id(thing: unknown): number {
    const known = this.#ids.get(thing) ?? this.#ids.size + 1;
    this.#ids.set(thing, known);
    return known;
  }
}
