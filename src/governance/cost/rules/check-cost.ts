import {
  type ASTNode,
  type ConstDirectiveNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { didYouMean } from '../../../kernel/problems/nearest.ts';
import type { SchemaCheck } from '../../../kernel/ports/graph.ts';
import { type Finding, graphqlProblem } from '../../../kernel/problems/problem.ts';
import { isStandard } from './cost-rules.ts';
import { readWeight } from './read-weight.ts';
import { readSizedFields, type SizedFields } from './sized-fields.ts';

/** What is wrong with the `@cost`s and `@listSize`s of a schema. */
export const checkCost: SchemaCheck = ({ document, schema }) => {
  const findings: Finding[] = [];
  if (isStandard(schema, 'cost', 'weight')) {
    visit(document, {
      Directive(node) {
        const message = node.name.value === 'cost' ? mistakeInWeight(node as ConstDirectiveNode) : undefined;
        if (message !== undefined) findings.push(errorAt(node, message));
      },
    });
  }
  if (isStandard(schema, 'listSize', 'assumedSize')) findings.push(...checkListSizes(schema));
  return findings;
};

function errorAt(node: ASTNode, message: string): Finding {
  return { severity: 'error', ...graphqlProblem(new GraphQLError(message, { nodes: [node] }), 'schema') };
}

function mistakeInWeight(node: ConstDirectiveNode): string | undefined {
  const value = argument(node, 'weight');
  if (!value) return undefined; // said already: it is required
  const weight = readWeight(valueFromASTUntyped(value));
  if (weight === undefined) return 'The weight of @cost is a number, such as 5, or its text.';
  return weight < 0
    ? `The weight ${weight} is negative, and nothing can make an operation cheaper. Write 0 or more.`
    : undefined;
}

function checkListSizes(schema: GraphQLSchema): readonly Finding[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const nodes = field.astNode?.directives?.filter(({ name }) => name.value === 'listSize') ?? [];
      return nodes.flatMap((node) => checkListSize(`${type.name}.${field.name}`, field, node));
    });
  });
}

type Field = GraphQLField<unknown, unknown>;

function checkListSize(coordinate: string, field: Field, node: ConstDirectiveNode): readonly Finding[] {
  const assumed = argument(node, 'assumedSize');
  const slicing = textsOf(node, 'slicingArguments');
  const sized = textsOf(node, 'sizedFields');
  const found: Finding[] = [];
  const report = (at: ASTNode | undefined, message: string | undefined): void => {
    if (message !== undefined) found.push(errorAt(at ?? node, message));
  };
  if (sized.length === 0 && !isListType(getNullableType(field.type)))
    report(node, `${coordinate} is no list. Name the lists below it by \`sizedFields\`, or remove @listSize.`);
  if (assumed?.kind === Kind.INT && Number(assumed.value) < 0)
    report(assumed, `No list has ${assumed.value} items. Write 0 or more.`);
  if (!assumed && slicing.length === 0)
    report(node, `@listSize of ${coordinate} says no size. Give it \`slicingArguments\` or an \`assumedSize\`.`);
  for (const { text, at } of slicing) report(at, mistakeInSlicing(coordinate, field, text));
  for (const { text, at } of sized) report(at, mistakeInSized(field, text));
  return found;
}

function mistakeInSlicing(coordinate: string, { args }: Field, path: string): string | undefined {
  const [name = '', ...rest] = path.split('.');
  const found = args.find((one) => one.name === name);
  if (!found) {
    const names = args.map((one) => one.name);
    return `${coordinate} has no argument \`${name}\`.${didYouMean(name, names)} It has: ${names.join(', ') || 'none'}.`;
  }
  let { type }: { type: GraphQLInputType } = found;
  for (const step of rest) {
    const input = getNullableType(type);
    const field = isInputObjectType(input) ? input.getFields()[step] : undefined;
    if (!field) {
      const names = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
      return `\`${path}\` leads nowhere: ${String(type)} has no field ${step}.${didYouMean(step, names)}`;
    }
    type = field.type;
  }
  const nullable = getNullableType(type);
  if (isListType(nullable) || !(isInputObjectType(nullable) || isEnumType(nullable) || NO_NUMBERS.has(nullable.name)))
    return undefined;
  return `\`${path}\` is ${String(type)}, which says no number of items. A slicing argument is an Int or a list.`;
}

const NO_NUMBERS = new Set(['String', 'Boolean', 'ID']);

function mistakeInSized({ type }: Field, text: string): string | undefined {
  try {
    return mistakeBelow(getNamedType(type), readSizedFields([text]));
  } catch {
    return `"${text}" is neither the name of a field nor a selection such as "results { page }".`;
  }
}

function mistakeBelow(type: unknown, sized: SizedFields): string | undefined {
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  for (const [name, { isSized, below }] of sized) {
    const field = fields[name];
    if (!field) return `${String(type)} has no field ${name}.${didYouMean(name, Object.keys(fields))}`;
    if (isSized && !isListType(getNullableType(field.type)))
      return `${String(type)}.${name} is no list, so it has no size. Name a list.`;
    const deeper = mistakeBelow(getNamedType(field.type), below);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

const argument = (node: ConstDirectiveNode, name: string) =>
  node.arguments?.find((one) => one.name.value === name)?.value;

function textsOf(node: ConstDirectiveNode, name: string): readonly { readonly text: string; readonly at: ASTNode }[] {
  const value = argument(node, name);
  const values = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return values.flatMap((one) => (one.kind === Kind.STRING ? [{ text: one.value, at: one }] : []));
}
