import {
  getNamedType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { ConnectDefinition, SourceDefinition } from '../read/definition.ts';
import { needsOf } from '../needs.ts';
import { positionOf } from '../read/text.ts';
import type { Findings } from '../checks/finding.ts';
import { fieldOf } from '../checks/types.ts';

export interface PlacedConnect {
  readonly connect: ConnectDefinition;
  readonly source: SourceDefinition | undefined;
  readonly isEntity: boolean;
}

/** Other graphs may ask for a type by each `@key` that it declares; within one graph nobody does. */
export function checkKeys(schema: GraphQLSchema, connects: readonly PlacedConnect[], findings: Findings): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const resolved = connects.flatMap((one) => resolvedBy(one, type, schema));
    for (const { fields, at, isResolvable } of keysOf(type)) {
      const paths = keyPaths(fields);
      if (!paths) {
        findings.warning(
          'CONNECTORS_CANNOT_RESOLVE_KEY',
          at,
          `"${fields}" is no set of fields, such as "id" or "id owner { id }".`,
        );
      } else if (isResolvable && !resolved.some((known) => paths.every((path) => known.includes(path)))) {
        const message = `No connector resolves ${type.name} by "${fields}". Add one on the type that reads \`$this.${paths[0]}\` or \`$batch.${paths[0]}\`, one with \`entity: true\` on a field of Query, or write \`resolvable: false\`.`;
        findings.warning('MISSING_ENTITY_CONNECTOR', at, message);
      }
    }
  }
}

/** The sets of fields by which a connector finds objects of a type. */
function resolvedBy(
  { connect, source, isEntity }: PlacedConnect,
  type: GraphQLObjectType,
  schema: GraphQLSchema,
): readonly (readonly string[])[] {
  const { place } = connect;
  if (place.kind === 'type') {
    return place.type === type.name ? [needsOf(connect, source).map((path) => path.join('.'))] : [];
  }
  const field = fieldOf(schema, place);
  if (!isEntity || !field || getNamedType(field.type) !== type) return [];
  // An input object stands for the fields of the same name; which of them is told by its own check.
  return [field.args.flatMap(({ name, type: given }) => argumentPaths(name, getNamedType(given)))];
}

function argumentPaths(name: string, type: GraphQLNamedType): readonly string[] {
  if (!isInputObjectType(type)) return [name];
  return Object.values(type.getFields()).flatMap((field) =>
    argumentPaths(field.name, getNamedType(field.type)).map((path) => `${name}.${path}`),
  );
}

/** The directives on a type and its extensions. */
function directivesOf({ astNode, extensionASTNodes }: GraphQLObjectType) {
  return [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

/** The `@key`s of a type, in any graph that speaks of federation. */
export function keysOf(type: GraphQLObjectType) {
  return directivesOf(type)
    .filter(({ name }) => name.value === 'key')
    .flatMap((directive) => {
      const value = (name: string) => directive.arguments?.find((argument) => argument.name.value === name)?.value;
      const fields = value('fields');
      const resolvable = value('resolvable');
      if (fields?.kind !== Kind.STRING) return [];
      const isResolvable = !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value);
      return [{ fields: fields.value, at: positionOf(directive), isResolvable }];
    });
}

/** `id owner { id }` as `id`, `owner.id`. */
export function keyPaths(fields: string): readonly string[] | undefined {
  try {
    const [operation] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? pathsOf(operation.selectionSet) : undefined;
  } catch {
    return undefined;
  }
}

function pathsOf({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    const { name, selectionSet } = selection;
    return selectionSet ? pathsOf(selectionSet).map((path) => `${name.value}.${path}`) : [name.value];
  });
}
