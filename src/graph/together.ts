import {
  type ASTNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  visit,
} from 'graphql';
import { canonicalFile } from './links/canonical-file.ts';
import { mergeDefinitions } from './merge/merge-definitions.ts';

/** A file, and the types that it defines. */
export interface NamedFile {
  readonly name: string;
  readonly document: DocumentNode;
  readonly types: ReadonlyMap<string, DefinitionNode>;
}

interface Names {
  readonly file: NamedFile;
  /** `User` for a type, `@mine` for a directive, `source:api` for a source. */
  readonly has: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Files by graph: two are together when one uses what it does not have itself and the other has.
 *
 * @param given the definitions that every graph has, so that no file needs another for them
 */
export function togetherBySdl(
  documents: readonly DocumentNode[],
  given: readonly DocumentNode[],
): readonly (readonly NamedFile[])[] {
  const everywhere = new Set(given.flatMap((document) => [...namesOf(document).has]));
  const files = documents.map(namesOf);
  const owners = new Map<string, number[]>();
  for (const [index, { has }] of files.entries()) {
    for (const name of has) owners.set(name, [...(owners.get(name) ?? []), index]);
  }
  const group = files.map((_, index) => index);
  const rootOf = (index: number): number => {
    const parent = group[index] ?? index;
    return parent === index ? index : rootOf(parent);
  };
  for (const [index, { has, uses }] of files.entries()) {
    for (const name of uses) {
      if (has.has(name) || everywhere.has(name)) continue;
      for (const owner of owners.get(name) ?? []) group[rootOf(owner)] = rootOf(index);
    }
  }
  const graphs = new Map<number, NamedFile[]>();
  for (const [index, { file }] of files.entries()) {
    const root = rootOf(index);
    graphs.set(root, [...(graphs.get(root) ?? []), file]);
  }
  return [...graphs.values()];
}

function namesOf(document: DocumentNode): Names {
  const { definitions } = mergeDefinitions(canonicalFile(document).document.definitions);
  const types = new Map<string, DefinitionNode>();
  const has = new Set<string>();
  const uses = new Set<string>();
  for (const definition of definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) has.add(`@${definition.name.value}`);
    if (isTypeExtensionNode(definition)) uses.add(definition.name.value);
    if (!isTypeDefinitionNode(definition) || ROOTS.has(definition.name.value)) continue;
    has.add(definition.name.value);
    types.set(definition.name.value, definition);
  }
  const note = (node: ASTNode): void => {
    if (node.kind === Kind.NAMED_TYPE) uses.add(node.name.value);
    if (node.kind !== Kind.DIRECTIVE) return;
    uses.add(`@${node.name.value}`);
    if (node.name.value === 'source') noteSource(node, 'name', has);
    if (node.name.value === 'connect') noteSource(node, 'source', uses);
  };
  for (const definition of definitions) visit(definition, { enter: note });
  return { file: { name: document.loc?.source.name ?? '', document, types }, has, uses };
}

function noteSource(node: DirectiveNode, argument: string, names: Set<string>): void {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  if (value?.kind === Kind.STRING) names.add(`source:${value.value}`);
}
