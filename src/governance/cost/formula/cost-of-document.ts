import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isObjectType,
  parse,
  type SelectionSetNode,
} from 'graphql';
import {
  fragmentsOf,
  operationOf,
  type Selected,
  type SelectedSet,
  selectedFields,
  type SelectionSource,
} from '../../../kernel/documents/selections.ts';
import type { CostRules, FieldRule } from '../rules/cost-rules.ts';
import type { SizedFields } from '../rules/sized-fields.ts';
import { argumentsCost, inputWeights } from './argument-cost.ts';
import {
  type Cost,
  type CostFunction,
  type InputWeights,
  largest,
  MOST_POINTS,
  type Size,
  sum,
  times,
} from './expression.ts';
import { sizeOf, type VariableDefinitions } from './slices.ts';

/** Points of the operation itself. Source: Apollo's router, demand control. */
export const OPERATION_WEIGHTS = { query: 0, mutation: 10, subscription: 0 } as const;

/** Terms of a formula that nobody can read any more, nor a contract hold: what has more is as dear as can be. */
const MOST_TERMS = 20_000;

/** The cost of an operation as a function of its variables. */
export function costOfDocument(
  rules: CostRules,
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | null,
): CostFunction {
  const operation = operationOf(document, name);
  const definitions = operation.variableDefinitions ?? [];
  const variables = new Map(definitions.map((definition) => [definition.variable.name.value, definition]));
  const compiler = new Compiler(rules, { schema, fragments: fragmentsOf(document) }, variables);
  const root = schema.getRootType(operation.operation);
  const sets = [{ set: operation.selectionSet, conditions: [] }];
  const cost = sum([OPERATION_WEIGHTS[operation.operation], root ? compiler.selection(root, sets, null, '') : 0]);
  if (compiler.terms(cost) > MOST_TERMS) return { cost: MOST_POINTS };
  const inputs: InputWeights = Object.assign({}, ...[...weighedTypes(cost)].map((type) => inputWeights(rules, type)));
  return { cost, ...(Object.keys(inputs).length > 0 && { inputs }) };
}

/** The lists below a field that have a size from above. */
interface SizedBelow {
  readonly size: Size;
  readonly fields: SizedFields;
}

class Compiler {
  readonly #rules: CostRules;
  readonly #source: SelectionSource;
  readonly #variables: VariableDefinitions;
  readonly #known = new Map<string, Cost>();
  readonly #sets = new Map<SelectionSetNode, number>();
  readonly #terms = new WeakMap<object, number>();

  constructor(rules: CostRules, source: SelectionSource, variables: VariableDefinitions) {
    this.#rules = rules;
    this.#source = source;
    this.#variables = variables;
  }

  /** @param above the condition that holds already, as text */
  selection(type: GraphQLNamedType, sets: readonly SelectedSet[], sized: SizedBelow | null, above: string): Cost {
    if (isAbstractType(type)) {
      const objects = this.#source.schema.getPossibleTypes(type);
      return largest(objects.map((object) => this.selection(object, sets, sized, above)));
    }
    if (!isObjectType(type)) return 0;
    // A fragment below many parents is looked at once, or ever deeper ones would take for ever.
    const key = `${type.name} ${above} ${this.#keyOf(sets)} ${sized ? JSON.stringify([sized.size, entriesOf(sized.fields)]) : ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fields = selectedFields(this.#source, type, sets);
    const cost = sum(fields.map((selected) => this.#field(type, selected, sized, above)));
    this.#known.set(key, cost);
    return cost;
  }

  #field(type: GraphQLObjectType, selected: Selected, sized: SizedBelow | null, above: string): Cost {
    const rule = this.#rules.field(type.name, selected.name);
    if (!rule) return 0;
    const given = selected.node.arguments ?? [];
    const when = selected.when && JSON.stringify(selected.when);
    const fromAbove = sized?.fields.get(selected.name);
    const size = this.#size(rule, given);
    const each = sum([
      rule.weight,
      this.selection(
        getNamedType(rule.field.type),
        selected.sets,
        belowOf(rule, size, sized && fromAbove ? { size: sized.size, fields: fromAbove.below } : null),
        when ?? above,
      ),
    ]);
    const items = sized && fromAbove?.isSized ? sized.size : rule.listSize?.sized ? this.#rules.defaultListSize : size;
    const cost = sum([
      isListType(getNullableType(rule.field.type)) ? times(items, each) : each,
      argumentsCost(this.#rules, rule, given, this.#variables),
      requiredCost(this.#rules, type.name, rule),
    ]);
    return selected.when === null || when === above || cost === 0 ? cost : { when: selected.when, cost };
  }

  #size(rule: FieldRule, given: NonNullable<Selected['node']['arguments']>): Size {
    const { defaultListSize } = this.#rules;
    return rule.listSize ? sizeOf(rule.listSize, rule, given, this.#variables, defaultListSize) : defaultListSize;
  }

  #keyOf(sets: readonly SelectedSet[]): string {
    return sets
      .map(({ set, conditions }) => {
        const index = this.#sets.get(set) ?? this.#sets.size;
        this.#sets.set(set, index);
        return conditions.length > 0 ? `${index}${JSON.stringify(conditions)}` : index;
      })
      .join();
  }

  /** How many terms a formula has, written out. */
  terms(cost: Cost): number {
    if (typeof cost === 'number') return 1;
    const known = this.#terms.get(cost);
    if (known !== undefined) return known;
    const inner = 'sum' in cost ? cost.sum : 'largest' in cost ? cost.largest : 'cost' in cost ? [cost.cost] : [];
    const all = inner.reduce((count: number, one) => count + this.terms(one), 1);
    this.#terms.set(cost, all);
    return all;
  }
}

const required = new WeakMap<FieldRule, number>();

/** What a field costs in addition because of what it `@requires` of its object. */
export function requiredCost(rules: CostRules, type: string, rule: FieldRule): number {
  const known = required.get(rule);
  if (known !== undefined || rule.requires === null) return known ?? 0;
  required.set(rule, 0); // for fields that require each other
  const document = parse(`{ ${rule.requires} }`, { noLocation: true });
  const object = rules.schema.getType(type);
  const compiler = new Compiler(rules, { schema: rules.schema, fragments: new Map() }, new Map());
  const set = operationOf(document, null).selectionSet;
  const cost = object ? compiler.selection(object, [{ set, conditions: [] }], null, '') : 0;
  const points = typeof cost === 'number' ? cost : 0; // no variables, so nothing that is not known
  required.set(rule, points);
  return points;
}

/** A field that has sized fields of its own gives them its size; else those that its parent named go on. */
function belowOf({ listSize }: FieldRule, size: Size, above: SizedBelow | null): SizedBelow | null {
  if (listSize?.sized) return { size, fields: listSize.sized };
  return above && above.fields.size > 0 ? above : null;
}

const entriesOf = (fields: SizedFields): unknown =>
  [...fields].map(([name, { isSized, below }]) => [name, isSized, entriesOf(below)]);

function weighedTypes(cost: Cost, found = new Set<string>()): ReadonlySet<string> {
  if (typeof cost === 'number') return found;
  if ('weigh' in cost) {
    if (cost.weigh.type !== undefined) found.add(cost.weigh.type);
    return found;
  }
  const inner = 'sum' in cost ? cost.sum : 'largest' in cost ? cost.largest : [cost.cost];
  for (const one of inner) weighedTypes(one, found);
  return found;
}
