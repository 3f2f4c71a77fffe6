import { type FieldNode, type GraphQLObjectType, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import type { InnerGraph } from '../../kernel/ports/graph.ts';
import { keyPaths } from '../connectors/composition/check-keys.ts';
import type { Connector } from '../connectors/connector.ts';

/** The paths that a field's `@requires` names. */
export function requiredBy(
  { schema }: InnerGraph,
  typeName: string,
  fieldName: string,
): readonly (readonly string[])[] {
  const type = schema.getType(typeName);
  const node = isObjectType(type) ? type.getFields()[fieldName]?.astNode : undefined;
  const requires = node?.directives?.find(({ name }) => name.value === 'requires');
  const fields = requires?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) return [];
  return (keyPaths(fields.value) ?? []).map((path) => path.split('.'));
}

/** `owner.id` as `{ owner { id } }`. */
export function selectionOf([name = '', ...rest]: readonly string[]): SelectionSetNode {
  const field: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    ...(rest.length > 0 && { selectionSet: selectionOf(rest) }),
  };
  return { kind: Kind.SELECTION_SET, selections: [field] };
}

/** An entity's field of the root is called with its arguments taken from the object. */
export function entityKeys(
  query: GraphQLObjectType | null | undefined,
  { place }: Connector,
): readonly (readonly string[])[] {
  if (place.kind === 'type') return [];
  return (query?.getFields()[place.field]?.args ?? []).map(({ name }) => [name]);
}
