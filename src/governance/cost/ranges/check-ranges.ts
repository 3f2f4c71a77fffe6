import {
  type GraphQLInputType,
  GraphQLError,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type TypeNode,
} from 'graphql';
import { promiseNode, type VariableRange } from '../../../kernel/documents/promises.ts';
import type { RegisteredOperation } from '../../../kernel/plugin.ts';
import { graphqlProblem, type Problem } from '../../../kernel/problems/problem.ts';
import { didYouMean } from '../../../kernel/problems/nearest.ts';

/** What is wrong with the ranges that `@contract` gives to the variables of an operation. */
export function checkRanges({ definition, promises }: RegisteredOperation, schema: GraphQLSchema): readonly Problem[] {
  const seen = new Set<string>();
  return (promises.ranges ?? []).flatMap((range, index) => {
    const repeated = seen.has(range.variable) ? `$${range.variable} has two ranges. Keep one.` : undefined;
    seen.add(range.variable);
    const message = repeated ?? mistakeIn(range, definition, schema);
    if (message === undefined) return [];
    const error = new GraphQLError(message, { nodes: [rangeNode(definition, index)] });
    return [graphqlProblem(error, 'operations')];
  });
}

function mistakeIn(
  { variable, min, max }: VariableRange,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): string | undefined {
  if (min === undefined && max === undefined) return `The range of $${variable} has neither \`min\` nor \`max\`.`;
  if (min !== undefined && max !== undefined && min > max)
    return `The range of $${variable} is empty: ${min} is more than ${max}.`;
  const [name = '', ...path] = variable.split('.');
  const definitions = operation.variableDefinitions ?? [];
  const definition = definitions.find((one) => one.variable.name.value === name);
  if (!definition) {
    const names = definitions.map((one) => one.variable.name.value);
    return `The operation has no variable $${name}.${didYouMean(name, names)}`;
  }
  return mistakeAt(inputType(schema, definition.type), path, `$${name}`);
}

/** Walks down a path, which ends at a number or a list. */
function mistakeAt(
  type: GraphQLInputType | undefined,
  [name, ...path]: readonly string[],
  at: string,
): string | undefined {
  const nullable = type && getNullableType(type);
  if (name === undefined) {
    if (isListType(nullable) || (isScalarType(nullable) && !NO_NUMBERS.has(nullable.name))) return undefined;
    return `${at} is ${String(type)}, and ranges are of numbers and lists.`;
  }
  if (isListType(nullable)) return `${at} is a list, and no range reaches into one. Give ${at} itself a range.`;
  if (!isInputObjectType(nullable)) return `${at} is ${String(type)}, which has no field ${name}.`;
  const field = nullable.getFields()[name];
  if (!field) return `${nullable.name} has no field ${name}.${didYouMean(name, Object.keys(nullable.getFields()))}`;
  return mistakeAt(field.type, path, `${at}.${name}`);
}

const NO_NUMBERS = new Set(['String', 'Boolean', 'ID']);

function inputType(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  const type = typeFromAST(schema, node);
  return isInputType(type) ? type : undefined;
}

/** The range in the text of the operation. */
function rangeNode(operation: OperationDefinitionNode, index: number) {
  const node = promiseNode(operation, 'ranges');
  const list = node.kind === Kind.ARGUMENT ? node.value : node;
  return (list.kind === Kind.LIST ? list.values[index] : undefined) ?? list;
}
