import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { positionOf } from '../read/text.ts';
import { keyPaths, keysOf, type PlacedConnect } from './check-keys.ts';
import { ANY, type Provided } from './check-selection.ts';
import type { Findings } from '../checks/finding.ts';

type Field = GraphQLField<unknown, unknown>;

/** Fields of connected types that nothing gives: they would be null for ever. */
export function checkCoverage(
  schema: GraphQLSchema,
  connects: readonly PlacedConnect[],
  provided: Provided,
  findings: Findings,
): void {
  const connected = new Set(
    connects.map(({ connect: { place } }) => (place.kind === 'field' ? `${place.type}.${place.field}` : place.type)),
  );
  const byCode = typesByCode(schema, connected);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
    const names = provided.get(type.name) ?? (isRoot && isTouched(type, connected) ? new Set<string>() : undefined);
    if (!names || names.has(ANY) || byCode.has(type.name)) continue;
    const keys = new Set(
      keysOf(type).flatMap(({ fields }) => keyPaths(fields)?.map((path) => path.split('.')[0]) ?? []),
    );
    for (const field of Object.values(type.getFields())) {
      if (names.has(field.name) || keys.has(field.name) || connected.has(`${type.name}.${field.name}`)) continue;
      if (isGiven(field)) continue;
      tell(type, field, isRoot, findings);
    }
  }
}

function tell({ name: type }: GraphQLObjectType, { name, astNode }: Field, isRoot: boolean, findings: Findings): void {
  if (!astNode) return;
  const at = positionOf(astNode);
  const rule = 'CONNECTORS_UNRESOLVED_FIELD';
  if (isRoot) findings.warning(rule, at, `Nothing resolves ${type}.${name}. Give it a @connect or a code resolver.`);
  else
    findings.error(
      rule,
      at,
      `Nothing provides ${type}.${name}. Select it in a connector that gives a ${type}, or give it a @connect or a code resolver.`,
    );
}

/** By a code resolver, or from outside of this graph. */
function isGiven({ resolve, astNode }: Field): boolean {
  return resolve !== undefined || (astNode?.directives ?? []).some(({ name }) => name.value === 'external');
}

const isTouched = ({ name }: GraphQLObjectType, connected: ReadonlySet<string>): boolean =>
  [...connected].some((coordinate) => coordinate.startsWith(`${name}.`));

/** Types that code resolvers return, and those below them: what their objects hold nobody can see. */
function typesByCode(schema: GraphQLSchema, connected: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (type: GraphQLNamedType): void => {
    if (found.has(type.name)) return;
    if (isAbstractType(type)) for (const one of schema.getPossibleTypes(type)) add(one);
    if (!isObjectType(type)) return;
    found.add(type.name);
    for (const field of Object.values(type.getFields())) {
      if (!connected.has(`${type.name}.${field.name}`)) add(getNamedType(field.type));
    }
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) if (field.resolve) add(getNamedType(field.type));
  }
  return found;
}
