import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
} from 'graphql';
import { keyOf } from './own-definitions.ts';

/**
 * Subgraphs may each define an entity (`@key`), a `@shareable` type, or the same scalar, enum or input: in one graph these
 * are one. What differs stays as it is, and is then a type that stands twice.
 */
export function foldRepeated(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const at = new Map<string, number>();
  const folded: DefinitionNode[] = [];
  for (const definition of definitions) {
    const name = keyOf(definition);
    const index = name === undefined ? undefined : at.get(name);
    const before = index === undefined ? undefined : folded[index];
    const together = before && fold(before, definition);
    if (together && index !== undefined) {
      folded[index] = together;
      continue;
    }
    if (name !== undefined) at.set(name, folded.length);
    folded.push(definition);
  }
  return folded;
}

/** The two as one; `undefined` where they are not the same thing. */
function fold(one: DefinitionNode, other: DefinitionNode): DefinitionNode | undefined {
  if (one.kind !== Kind.OBJECT_TYPE_DEFINITION || other.kind !== Kind.OBJECT_TYPE_DEFINITION)
    return one.kind !== Kind.OBJECT_TYPE_DEFINITION && print(one) === print(other) ? one : undefined;
  if (!isShared(one) || !isShared(other)) return undefined;
  return {
    ...one,
    interfaces: distinct([...(one.interfaces ?? []), ...(other.interfaces ?? [])]),
    directives: distinct([...(one.directives ?? []), ...(other.directives ?? [])]),
    fields: foldFields([...(one.fields ?? []), ...(other.fields ?? [])]),
  };
}

const isShared = ({ directives }: ObjectTypeDefinitionNode): boolean =>
  bears(directives, 'key') || bears(directives, 'shareable');

const bears = (directives: readonly ConstDirectiveNode[] | undefined, name: string): boolean =>
  directives?.some((directive) => directive.name.value === name) ?? false;

function distinct<Node extends Parameters<typeof print>[0]>(nodes: readonly Node[]): readonly Node[] {
  const seen = new Set<string>();
  return nodes.filter((node) => seen.size < seen.add(print(node)).size);
}

function foldFields(fields: readonly FieldDefinitionNode[]): readonly FieldDefinitionNode[] {
  const folded: FieldDefinitionNode[] = [];
  for (const field of fields) {
    const index = folded.findIndex((other) => isSameField(other, field));
    const before = folded[index];
    if (before) folded[index] = foldField(before, field);
    else folded.push(field);
  }
  return folded;
}

/** Two that are each connected are two answers to one question: they stay two, and are refused. */
function isSameField(one: FieldDefinitionNode, other: FieldDefinitionNode): boolean {
  const areConnected = bears(one.directives, 'connect') && bears(other.directives, 'connect');
  return signature(one) === signature(other) && !areConnected;
}

const signature = ({ kind, name, type, arguments: args = [] }: FieldDefinitionNode): string =>
  print({ kind, name, type, arguments: args.map(({ directives: _, description: __, ...arg }) => arg) });

/** `@external` says that another has the field, which it has. */
function foldField(one: FieldDefinitionNode, other: FieldDefinitionNode): FieldDefinitionNode {
  const [first, second] = bears(other.directives, 'connect') ? [other, one] : [one, other];
  const all = distinct([...(first.directives ?? []), ...(second.directives ?? [])]);
  const areExternal = bears(one.directives, 'external') && bears(other.directives, 'external');
  return { ...first, directives: areExternal ? all : all.filter(({ name }) => name.value !== 'external') };
}
