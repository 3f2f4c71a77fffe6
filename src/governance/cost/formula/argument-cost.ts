import {
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';
import type { CostRules, FieldRule } from '../rules/cost-rules.ts';
import { weigh } from './evaluate.ts';
import { type Cost, type InputWeights, sum, times, type Weight } from './expression.ts';
import type { VariableDefinitions } from './slices.ts';

type Input = GraphQLArgument | GraphQLInputField;

/** What the arguments of a field cost; one that is left out costs what its default does. */
export function argumentsCost(
  rules: CostRules,
  { field }: FieldRule,
  given: readonly ArgumentNode[],
  variables: VariableDefinitions,
): Cost {
  return sum(
    field.args.map((argument) => {
      const value = given.find(({ name }) => name.value === argument.name)?.value;
      return inputCost({ rules, variables }, argument, value);
    }),
  );
}

interface Surroundings {
  readonly rules: CostRules;
  readonly variables: VariableDefinitions;
}

function inputCost(around: Surroundings, input: Input, value: ValueNode | undefined): Cost {
  const { rules, variables } = around;
  const rule = rules.argument(input);
  if (!mayCost(rule)) return 0;
  const left = weigh(input.defaultValue, rule, inputWeights(rules, rule.type));
  if (!value) return left;
  if (value.kind !== Kind.VARIABLE) return literalCost(around, input, rule, value);
  const variable = value.name.value;
  const isGiven = variables.get(variable)?.type.kind === Kind.NON_NULL_TYPE;
  return (isGiven && givenCost(rules, input, variable)) || weighed(rule, variable, left);
}

const weighed = (rule: Weight, variable: string, left: number): Cost => ({
  weigh: { variable, ...rule, ...(left > 0 && { default: left }) },
});

/** A literal may hold variables anywhere. */
function literalCost(around: Surroundings, input: Input, rule: Weight, value: ValueNode): Cost {
  const { rules } = around;
  const type = getNullableType(input.type);
  if (value.kind === Kind.LIST && isListType(type)) {
    const items = value.values.map((item) => inputCost(around, { ...input, defaultValue: undefined }, item));
    return sum([rule.own ?? 0, ...items]);
  }
  const object = rules.schema.getType(rule.type ?? '');
  if (value.kind === Kind.OBJECT && isInputObjectType(object)) {
    const fields = Object.values(object.getFields()).map((field) =>
      inputCost(around, field, value.fields.find(({ name }) => name.value === field.name)?.value),
    );
    // One object where a list is expected is a list of one.
    return sum([rule.own ?? 1, ...fields, isListType(type) ? (rule.own ?? 0) : 0]);
  }
  return weigh(valueFromAST(value, input.type), rule, inputWeights(rules, rule.type));
}

/**
 * What a variable costs that is never null: a formula that people can follow, in place of a weight that only its value tells.
 * `undefined` where it cannot be told so.
 */
function givenCost(rules: CostRules, input: Input, path: string): Cost | undefined {
  const rule = rules.argument(input);
  if (rule.lists !== undefined && rule.lists > 1) return undefined;
  const fields = [...(rule.type === undefined ? [] : rules.inputFields(rule.type))].filter(([, one]) => mayCost(one));
  const own = rule.own ?? (rule.type === undefined ? 0 : 1);
  if (rule.lists === 1) {
    const type = getNullableType(input.type);
    if (fields.length > 0 || !isListType(type) || !isNonNullType(type.ofType)) return undefined;
    return sum([rule.own ?? 0, times({ of: [{ variable: path, items: true }] }, own)]);
  }
  const object = rules.schema.getType(rule.type ?? '');
  const definitions = isInputObjectType(object) ? object.getFields() : {};
  return sum([
    own,
    ...fields.map(([name, one]) => {
      const definition = definitions[name];
      const at = `${path}.${name}`;
      return (definition && isNonNullType(definition.type) && givenCost(rules, definition, at)) || weighed(one, at, 0);
    }),
  ]);
}

/** Whether anything of an argument or input field can cost something. */
export const mayCost = ({ own = 0, type }: Weight): boolean => type !== undefined || own > 0;

const known = new WeakMap<CostRules, Map<string, InputWeights>>();

/** What the fields of an input object type cost, and those of all types that it reaches. */
export function inputWeights(rules: CostRules, type: string | undefined): InputWeights {
  if (type === undefined) return {};
  const byType = known.get(rules) ?? new Map<string, InputWeights>();
  known.set(rules, byType);
  const before = byType.get(type);
  if (before) return before;
  const found: Record<string, Record<string, Weight>> = {};
  const follow = (name: string): void => {
    if (found[name]) return;
    const fields = [...rules.inputFields(name)].filter(([, weight]) => mayCost(weight));
    found[name] = Object.fromEntries(fields);
    for (const [, weight] of fields) if (weight.type !== undefined) follow(weight.type);
  };
  follow(type);
  byType.set(type, found);
  return found;
}
