import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isLeafType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { Route } from './route.ts';
import type { Place } from './section.ts';

/** A variable with its type. */
export interface TypedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly definition: VariableDefinitionNode;
}

/** The variables of an operation that is valid against the schema. */
export function typedVariables(definition: OperationDefinitionNode, schema: GraphQLSchema): readonly TypedVariable[] {
  return (definition.variableDefinitions ?? []).flatMap((node) => {
    // Valid operations have variables of input types only, which the overloads of `typeFromAST` do not tell.
    const type = typeFromAST(schema, node.type) as GraphQLInputType | undefined;
    return type ? [{ name: node.variable.name.value, type, definition: node }] : [];
  });
}

export interface Placed {
  readonly places: Readonly<Record<string, Place>>;
  readonly mistakes: readonly string[];
}

/** Says for each variable where its value is taken from. */
export function placeVariables({ method, parameters }: Route, variables: readonly TypedVariable[]): Placed {
  const mistakes = parameters
    .filter((parameter) => !variables.some(({ name }) => name === parameter))
    .map((parameter) => `\`rest\` names {${parameter}}, and the operation has no variable $${parameter}.`);
  const rest = variables.filter(({ name }) => !parameters.includes(name));
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const wholeBody = hasBody && rest.length === 1 && rest.every(({ type }) => isInputObjectType(getNullableType(type)));
  const places: Record<string, Place> = {};
  for (const { name, type } of variables) {
    const place = parameters.includes(name) ? 'path' : hasBody ? (wholeBody ? 'whole body' : 'body') : 'query';
    places[name] = place;
    if (place === 'path' && !isLeafType(getNullableType(type)))
      mistakes.push(`$${name} is a ${type}, which is no segment of a path. Leave it out of the path.`);
    if (place === 'query' && !fitsQuery(type))
      mistakes.push(
        `$${name} is a ${type}, which no address can hold. Take POST, PUT or PATCH, or scalars in its place.`,
      );
  }
  return { places, mistakes };
}

/** Leaves and plain lists of them. */
function fitsQuery(type: GraphQLInputType): boolean {
  const nullable = getNullableType(type);
  const item = isListType(nullable) ? getNullableType(nullable.ofType) : nullable;
  return isLeafType(getNamedType(type)) && !isListType(item);
}
