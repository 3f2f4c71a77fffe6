import {
  type DocumentNode,
  getDirectiveValues,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { operationFields } from '../../kernel/documents/operation-fields.ts';
import type { Json } from '../../kernel/basics/json.ts';
import type { WantedFlags } from '../../kernel/ports/stores/flags.ts';

type Field = GraphQLField<unknown, unknown>;

/** `@flag` on a field. */
export interface FlagMark {
  readonly key: string;
  readonly else: 'NULL' | 'ERROR';
}

/** The flags that gate a field: its own and those of the same field in its type's interfaces. */
export function flagMarks(schema: GraphQLSchema, type: GraphQLObjectType, { name }: Field): readonly FlagMark[] {
  const directive = schema.getDirective('flag');
  if (!directive) return [];
  return [type, ...type.getInterfaces()].flatMap((one) => {
    const node = one.getFields()[name]?.astNode;
    const mark = node && getDirectiveValues(directive, node);
    return mark ? [mark as unknown as FlagMark] : []; // the directive's own SDL says what it holds
  });
}

/** The flags that a document's fields are gated by or declare to use, with the values that stand in. */
export function flagsOfDocument(document: DocumentNode, schema: GraphQLSchema): WantedFlags {
  const wanted = new Map<string, Json>();
  for (const [field, type] of operationFields(document, schema)) {
    for (const [key, fallback] of flagsOfField(schema, type, field)) wanted.set(key, fallback);
  }
  return wanted;
}

/** Every flag that the graph names, with the value that stands in. */
export function flagDefaults(schema: GraphQLSchema): WantedFlags {
  return new Map(gatedOrUsing(schema).flatMap(({ flags }) => flags));
}

/** Every flag that the graph names, with the coordinates that name it. */
export function flagsOfGraph(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const { coordinate, flags } of gatedOrUsing(schema)) {
    for (const [key] of flags) named.set(key, [...(named.get(key) ?? []), coordinate]);
  }
  return named;
}

/** The fields that name flags. */
function gatedOrUsing(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) => {
          const flags = flagsOfField(schema, type, field);
          return flags.length > 0 ? [{ coordinate: `${type.name}.${field.name}`, flags }] : [];
        })
      : [],
  );
}

/** A gate asks for a boolean: the truth of "off" would open it. */
function flagsOfField(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: Field,
): readonly (readonly [string, Json])[] {
  const declared = Object.entries((field.extensions['flags'] ?? {}) as Readonly<Record<string, Json>>);
  return [...flagMarks(schema, type, field).map(({ key }) => [key, false] as const), ...declared];
}
