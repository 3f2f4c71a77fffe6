import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLField,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import type { Use } from '../../mapping/mapping.ts';
import type { ConnectorPlace } from '../connector.ts';
import type { ConnectDefinition } from '../read/definition.ts';

/** The field that a connector stands on. */
export function fieldOf(schema: GraphQLSchema, place: ConnectorPlace): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(place.type);
  return place.kind === 'field' && isObjectType(type) ? type.getFields()[place.field] : undefined;
}

/** What a connector's selection must fit. */
export function resultType(schema: GraphQLSchema, { place }: ConnectDefinition): GraphQLType | undefined {
  return place.kind === 'type' ? schema.getType(place.type) : fieldOf(schema, place)?.type;
}

export const isList = (type: GraphQLType): boolean => isListType(getNullableType(type));

/** Where a path leads: to a type, or to a name that does not exist there. */
export type Found =
  | { readonly type: GraphQLType; readonly isList: boolean }
  | { readonly missing: string; readonly owner: string; readonly known: readonly string[] };

/** Follows a path of names; lists are passed through, as mappings do. `undefined` where a scalar of its own may hold anything. */
function typeAt(start: GraphQLType, path: readonly string[]): Found | undefined {
  let type = start;
  let passedList = isList(start);
  for (const name of path) {
    const named = getNamedType(type);
    if (isScalarType(named) && !BUILT_IN.has(named.name)) return undefined;
    const fields = childrenOf(named);
    const child = fields[name];
    if (!child) return { missing: name, owner: named.name, known: Object.keys(fields) };
    type = child.type;
    passedList ||= isList(type);
  }
  return { type, isList: passedList };
}

/** Where a use of `$args`, `$this` or `$batch` leads. */
export function foundBy({ variable, path }: Use, schema: GraphQLSchema, place: ConnectorPlace): Found | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (variable === '$args') {
    const args = fieldOf(schema, place)?.args ?? [];
    const arg = args.find(({ name }) => name === first);
    const owner = place.kind === 'field' ? `${place.type}.${place.field}` : place.type;
    return arg ? typeAt(arg.type, rest) : { missing: first, owner, known: args.map(({ name }) => name) };
  }
  const parent = schema.getType(place.type);
  return (variable === '$this' || variable === '$batch') && parent ? typeAt(parent, path) : undefined;
}

function childrenOf(type: GraphQLType): Readonly<Record<string, { readonly type: GraphQLType }>> {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {};
}

export const hasFields = (type: GraphQLType): boolean =>
  isObjectType(type) || isInterfaceType(type) || isUnionType(type) || isInputObjectType(type);

export const BUILT_IN: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
