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

/** Whether a field has a code resolver. */
export type Resolves = (type: string, field: string) => boolean;

export interface CoverageCheck {
  readonly schema: GraphQLSchema;
  readonly connects: readonly PlacedConnect[];
  readonly provided: Provided;
  readonly resolves: Resolves | undefined;
  readonly findings: Findings;
}

/** Fields of connected types that nothing gives: they would be null for ever. */
export function checkCoverage({ schema, connects, provided, resolves, findings }: CoverageCheck): void {
  const connected = new Set(
    connects.map(({ connect: { place } }) => (place.kind === 'field' ? `${place.type}.${place.field}` : place.type)),
  );
  const byCode = typesByCode(schema, connected, resolves);
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
      if (resolves?.(type.name, field.name) || isExternal(field)) continue;
      const severity = isRoot || !resolves ? 'warning' : 'error';
      tell(type, field, severity, findings);
    }
  }
}

function tell(
  { name: type }: GraphQLObjectType,
  { name, astNode }: Field,
  severity: 'error' | 'warning',
  findings: Findings,
): void {
  if (!astNode) return;
  const at = positionOf(astNode);
  // The gateway's own fields are its plugins' to resolve.
  if (at.file.includes('schema/gateway/')) return;
  const rule = 'CONNECTORS_UNRESOLVED_FIELD';
  const given = `Give it a @connect or a code resolver, or select it in a connector that gives ${type}.`;
  findings[severity](rule, at, `Nothing provides ${type}.${name}. ${given}`);
}

const isExternal = ({ astNode }: Field): boolean =>
  (astNode?.directives ?? []).some(({ name }) => name.value === 'external');

const isTouched = ({ name }: GraphQLObjectType, connected: ReadonlySet<string>): boolean =>
  [...connected].some((coordinate) => coordinate.startsWith(`${name}.`));

/** Types that code resolvers return, and those below them: what their objects hold nobody can see. */
function typesByCode(
  schema: GraphQLSchema,
  connected: ReadonlySet<string>,
  resolves: Resolves | undefined,
): ReadonlySet<string> {
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
    for (const field of Object.values(type.getFields()))
      if (resolves?.(type.name, field.name)) add(getNamedType(field.type));
  }
  return found;
}
