import {
  getArgumentValues,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import {
  type Selected,
  type SelectedSet,
  selectedFields,
  type SelectionSource,
  type When,
} from '../../../kernel/documents/selections.ts';
import { inputWeights, mayCost } from '../formula/argument-cost.ts';
import { requiredCost } from '../formula/cost-of-document.ts';
import { weigh } from '../formula/evaluate.ts';
import type { CostRules, FieldRule } from '../rules/cost-rules.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A key of an answer whose values cost something. */
export interface CountedField {
  readonly key: string;
  /** Where fetched values stand that are this key's alone. */
  readonly ownKey: string;
  readonly name: string;
  readonly when: When;
  /** Points of each value, without what is selected of it. */
  readonly each: number;
  /** Points whatever comes: of arguments, and of what is required. */
  readonly once: (variables: Variables) => number;
  readonly below: CountedFields | null;
}

/** What is selected of a value: by the name of its type where it may have several. */
export type CountedFields = readonly CountedField[] | ReadonlyMap<string, readonly CountedField[]>;

/** Fields that are looked at; what has more is not counted. */
const MOST_FIELDS = 10_000;

/** The fields of an operation as they are counted in its answers; `null` where there are too many. */
export function countedFields(
  rules: CostRules,
  source: SelectionSource,
  root: GraphQLObjectType,
  set: SelectionSetNode,
): readonly CountedField[] | null {
  const reader = new Reader(rules, source);
  const fields = reader.object(root, [{ set, conditions: [] }]);
  return reader.fields > MOST_FIELDS ? null : fields;
}

class Reader {
  fields = 0;
  readonly #rules: CostRules;
  readonly #source: SelectionSource;
  readonly #known = new Map<string, readonly CountedField[]>();
  readonly #sets = new Map<SelectionSetNode, number>();

  constructor(rules: CostRules, source: SelectionSource) {
    this.#rules = rules;
    this.#source = source;
  }

  object(type: GraphQLObjectType, sets: readonly SelectedSet[]): readonly CountedField[] {
    const key = `${type.name} ${sets.map((one) => this.#keyOf(one)).join()}`;
    const known = this.#known.get(key);
    if (known) return known;
    const selected = this.fields > MOST_FIELDS ? [] : selectedFields(this.#source, type, sets);
    const fields = selected.flatMap((one) => this.#field(type, one) ?? []);
    this.#known.set(key, fields);
    return fields;
  }

  #field(type: GraphQLObjectType, selected: Selected): CountedField | undefined {
    const rule = this.#rules.field(type.name, selected.name);
    if (!rule) return undefined;
    this.fields++;
    const below = this.#below(getNamedType(rule.field.type), selected.sets);
    const required = requiredCost(this.#rules, type.name, rule);
    const weighed = rule.field.args.some((argument) => mayCost(this.#rules.argument(argument)));
    if (rule.weight === 0 && required === 0 && !weighed && below === null) return undefined;
    const { key, name, when } = selected;
    const once = weighed ? this.#argumentsCost(rule, selected, required) : () => required;
    return { key, ownKey: `@${key}`, name, when, each: rule.weight, once, below };
  }

  #below(type: GraphQLNamedType, sets: readonly SelectedSet[]): CountedFields | null {
    if (isObjectType(type)) {
      const fields = this.object(type, sets);
      return fields.length > 0 ? fields : null;
    }
    if (!isAbstractType(type)) return null;
    const possible = this.#source.schema.getPossibleTypes(type);
    const byType = new Map(possible.map((one) => [one.name, this.object(one, sets)]));
    return [...byType.values()].some((fields) => fields.length > 0) ? byType : null;
  }

  #argumentsCost({ field }: FieldRule, { node }: Selected, required: number): CountedField['once'] {
    const weighed = field.args.flatMap((argument) => {
      const rule = this.#rules.argument(argument);
      return mayCost(rule) ? [{ name: argument.name, rule, inputs: inputWeights(this.#rules, rule.type) }] : [];
    });
    return (variables) => {
      let values: Variables;
      try {
        values = getArgumentValues(field, node, variables);
      } catch {
        return required; // values that do not fit fail the field when it is executed
      }
      return weighed.reduce((all, { name, rule, inputs }) => all + weigh(values[name], rule, inputs), required);
    };
  }

  #keyOf({ set, conditions }: SelectedSet): string {
    const index = this.#sets.get(set) ?? this.#sets.size;
    this.#sets.set(set, index);
    return `${index}${conditions.length > 0 ? JSON.stringify(conditions) : ''}`;
  }
}
