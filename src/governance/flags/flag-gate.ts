import { GraphQLError, type GraphQLSchema, isNonNullType, isObjectType } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import type { Gate } from '../../kernel/fields/gate.ts';
import type { GraphPart } from '../../kernel/plugin.ts';
import { graphqlProblem, type Problem } from '../../kernel/problems/problem.ts';
import { flagMarks, flagsOfGraph } from './named-flags.ts';

/** The gate of `@flag` on a field. */
export const flagGate: NonNullable<GraphPart['gate']> = (field, type, schema) => {
  const marks = flagMarks(schema, type, field);
  if (marks.length === 0) return undefined;
  const coordinate = `${type.name}.${field.name}`;
  const gate: Gate = ({ flags }) => {
    const closing = marks.find(({ key }) => !flags.enabled(key));
    if (!closing) return undefined;
    if (closing.else === 'NULL') return null;
    const message = `${coordinate} is switched off for this caller, by the flag "${closing.key}".`;
    return new GatewayError(message, { code: 'FEATURE_DISABLED', coordinate });
  };
  return gate;
};

/** @param known the flags that are defined; `null` where nobody can say */
export function checkFlags(schema: GraphQLSchema, known: readonly string[] | null): readonly Problem[] {
  return [...(known ? unknownFlags(schema, known) : []), ...impossibleNulls(schema)];
}

function unknownFlags(schema: GraphQLSchema, known: readonly string[]): readonly Problem[] {
  return [...flagsOfGraph(schema)].flatMap(([key, coordinates]) => {
    if (known.includes(key)) return [];
    const list = `Flags: ${known.join(', ') || 'none'}.`;
    return coordinates.map((coordinate) =>
      problemAt(
        schema,
        coordinate,
        `${coordinate} names the flag "${key}", which is not defined.${didYouMean(key, known)} ${list}`,
      ),
    );
  });
}

/** A field that cannot be null cannot answer null either. */
function impossibleNulls(schema: GraphQLSchema): readonly Problem[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const asksNull = flagMarks(schema, type, field).some((mark) => mark.else === 'NULL');
      if (!asksNull || !isNonNullType(field.type)) return [];
      const coordinate = `${type.name}.${field.name}`;
      const message = `${coordinate} is ${String(field.type)}, so it cannot answer null when its flag is off. Make it nullable, or write @flag(…, else: ERROR).`;
      return [problemAt(schema, coordinate, message)];
    });
  });
}

function problemAt(schema: GraphQLSchema, coordinate: string, message: string): Problem {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const node = isObjectType(type) ? type.getFields()[fieldName]?.astNode : undefined;
  return graphqlProblem(new GraphQLError(message, { nodes: node ?? null }), 'schema');
}
