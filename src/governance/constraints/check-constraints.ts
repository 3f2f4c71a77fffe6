import {
  type GraphQLArgument,
  GraphQLError,
  type GraphQLInputField,
  type GraphQLNamedType,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { RE2JS } from 're2js';
import { type Constraint, constraintOf } from '../../kernel/documents/constraint-of.ts';
import type { InnerGraph } from '../../kernel/ports/graph.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { type Finding, graphqlProblem } from '../../kernel/problems/problem.ts';
import { formats } from './formats.ts';
import { valueCheck } from './value-check.ts';

/** What is wrong with the `@constraint`s of a schema. */
export function checkConstraints({ schema }: Pick<InnerGraph, 'schema'>): readonly Finding[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    inputsOf(type).flatMap(([coordinate, input]) => {
      const constraint = constraintOf(input.astNode);
      if (!constraint) return [];
      return mistakesIn(constraint, input).map((mistake): Finding => {
        const node = input.astNode?.directives?.find(({ name }) => name.value === 'constraint');
        const message = `@constraint of ${coordinate}: ${mistake}`;
        return { severity: 'error', ...graphqlProblem(new GraphQLError(message, { nodes: node ?? null }), 'schema') };
      });
    }),
  );
}

type Input = GraphQLArgument | GraphQLInputField;

function inputsOf(type: GraphQLNamedType): readonly (readonly [string, Input])[] {
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.map((arg) => [`${type.name}.${field.name}(${arg.name}:)`, arg] as const),
  );
}

function mistakesIn(constraint: Constraint, input: Input): readonly string[] {
  const found = [...wrongType(constraint, getNamedType(input.type)), ...wrongValues(constraint)];
  return found.length > 0 ? found : wrongDefault(constraint, input);
}

const OF_NUMBERS = ['min', 'max'] as const;
const OF_TEXTS = ['minLength', 'maxLength', 'pattern', 'format'] as const;

/** A custom scalar may be a number or a text: what it is not holds for it in any case. */
function wrongType(constraint: Constraint, type: GraphQLNamedType): readonly string[] {
  if (isScalarType(type) && !isSpecifiedScalarType(type)) return [];
  const taken: readonly string[] =
    type.name === 'Int' || type.name === 'Float'
      ? OF_NUMBERS
      : type.name === 'String' || type.name === 'ID'
        ? OF_TEXTS
        : [];
  const wrong = Object.keys(constraint).filter((name) => !taken.includes(name));
  if (wrong.length === 0) return [];
  const words = taken.length > 0 ? `it takes ${taken.join(', ')}` : 'it takes none: put them on the fields of the type';
  return [`\`${wrong.join('`, `')}\` says nothing of the type ${type.name}; ${words}.`];
}

function wrongValues({ min, max, minLength, maxLength, pattern, format }: Constraint): readonly string[] {
  const known = Object.keys(formats);
  return [
    ...(min !== undefined && max !== undefined && min > max ? [`min ${min} is above max ${max}.`] : []),
    ...[minLength, maxLength].flatMap((length) =>
      length !== undefined && length < 0 ? [`no text has ${length} characters.`] : [],
    ),
    ...(minLength !== undefined && maxLength !== undefined && minLength > maxLength
      ? [`minLength ${minLength} is above maxLength ${maxLength}.`]
      : []),
    ...(pattern === undefined ? [] : wrongPattern(pattern)),
    ...(format === undefined || known.includes(format)
      ? []
      : [`the format "${format}" is not known.${didYouMean(format, known)} Formats: ${known.join(', ')}.`]),
  ];
}

function wrongPattern(pattern: string): readonly string[] {
  try {
    RE2JS.compile(pattern);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`the pattern is not taken (${why}). Patterns are in the syntax of RE2, which takes linear time.`];
  }
}

function wrongDefault(constraint: Constraint, { defaultValue }: Input): readonly string[] {
  const values: readonly unknown[] = [defaultValue].flat(Infinity);
  const check = valueCheck(constraint);
  return values.flatMap((value) => {
    const words = check(value);
    return words === undefined ? [] : [`the default ${words}.`];
  });
}
