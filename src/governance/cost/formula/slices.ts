import {
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  isInputObjectType,
  isListType,
  getNullableType,
  Kind,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { FieldRule, ListSize } from '../rules/cost-rules.ts';
import { itemsOf } from './evaluate.ts';
import type { Size, Slice } from './expression.ts';
import { valueAt } from './value-at.ts';

export type VariableDefinitions = ReadonlyMap<string, VariableDefinitionNode>;

/** What a slicing argument says: a size that is known, a variable that tells, or nothing. */
type Said = number | (Slice & { readonly isCertain: boolean }) | undefined;

/**
 * How many items `@listSize` gives, by the arguments of a field: the largest that is given, else what is assumed;
 * `undefined` where it says nothing.
 */
export function sizeOf(
  { slicing, assumed }: ListSize,
  { field }: FieldRule,
  given: readonly ArgumentNode[],
  variables: VariableDefinitions,
  fallback: number,
): Size {
  const said = slicing.map((path) => saidBy(path.split('.'), field.args, given, variables));
  const known = said.filter((one) => typeof one === 'number');
  const slices = said.filter((one) => typeof one === 'object');
  const least = known.length > 0 ? Math.max(...known) : undefined;
  const otherwise = assumed ?? fallback;
  if (slices.length === 0) return least ?? otherwise;
  const isCertain = least !== undefined || slices.some((slice) => slice.isCertain);
  return {
    of: slices.map(({ isCertain: _, ...slice }) => slice),
    ...(least !== undefined && { least }),
    ...(!isCertain && { otherwise }),
  };
}

/** How many of the slicing arguments are given for certain, and how many may be. */
export function slicesGiven(
  { slicing }: ListSize,
  { field }: FieldRule,
  given: readonly ArgumentNode[],
  variables: VariableDefinitions,
): { readonly certain: number; readonly possible: number } {
  const said = slicing.flatMap((path) => saidBy(path.split('.'), field.args, given, variables) ?? []);
  const certain = said.filter((one) => typeof one === 'number' || one.isCertain).length;
  return { certain, possible: said.length };
}

type Input = GraphQLArgument | GraphQLInputField;

function saidBy(
  [name = '', ...path]: readonly string[],
  inputs: readonly Input[],
  given: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[],
  variables: VariableDefinitions,
): Said {
  const input = inputs.find((one) => one.name === name);
  if (!input) return undefined;
  const standsIn = itemsOf(valueAt({ [name]: input.defaultValue }, [name, ...path].join('.')));
  const value = given.find((one) => one.name.value === name)?.value;
  if (!value) return standsIn;
  const type = getNullableType(input.type);
  if (value.kind === Kind.VARIABLE) return byVariable(value.name.value, path, type, standsIn, variables);
  if (path.length > 0) {
    if (value.kind !== Kind.OBJECT || !isInputObjectType(type)) return undefined;
    return saidBy(path, Object.values(type.getFields()), value.fields, variables);
  }
  if (value.kind === Kind.NULL) return undefined;
  if (isListType(type)) return value.kind === Kind.LIST ? value.values.length : 1;
  return 'value' in value ? itemsOf(value.kind === Kind.STRING ? value.value : Number(value.value)) : undefined;
}

function byVariable(
  name: string,
  path: readonly string[],
  type: unknown,
  standsIn: number | undefined,
  variables: VariableDefinitions,
): Said {
  const definition = variables.get(name);
  const isNonNull = definition?.type.kind === Kind.NON_NULL_TYPE;
  return {
    variable: [name, ...path].join('.'),
    ...(isList(type, path) && { items: true }),
    ...(standsIn !== undefined && !isNonNull && !definition?.defaultValue && { default: standsIn }),
    isCertain: isNonNull && path.length === 0,
  };
}

/** Whether a list stands at a path below a type. */
function isList(type: unknown, [name, ...path]: readonly string[]): boolean {
  if (name === undefined) return isListType(type);
  const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
  return field !== undefined && isList(getNullableType(field.type), path);
}
