import { Kind, parse, type SelectionSetNode } from 'graphql';

/** The lists below a field that have the size which `@listSize` gives, by name. */
export type SizedFields = ReadonlyMap<string, { readonly isSized: boolean; readonly below: SizedFields }>;

/**
 * Reads `sizedFields`: names, or selections such as `results { page }`, of which the innermost are meant.
 *
 * @throws GraphQLError where one is no selection
 */
export function readSizedFields(texts: readonly string[]): SizedFields {
  const [definition] = parse(`{ ${texts.join('\n')} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? treeOf(definition.selectionSet) : new Map();
}

function treeOf({ selections }: SelectionSetNode): SizedFields {
  return new Map(
    selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [];
      const below: SizedFields = node.selectionSet ? treeOf(node.selectionSet) : new Map();
      return [[node.name.value, { isSized: !node.selectionSet, below }] as const];
    }),
  );
}
