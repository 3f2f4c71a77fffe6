import { type ASTNode, type DirectiveNode, type DocumentNode, Kind, type NameNode, visit } from 'graphql';
import type { ConnectVersion } from '../../kernel/ports/graph.ts';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from './finding.ts';
import { type FileLinks, readLinks } from './read-links.ts';

/** A file whose names are those of the merged document. */
export interface CanonicalFile {
  readonly document: DocumentNode;
  /** The standard directives (`@key`) that it means by its links, so that no definition of its own can. */
  readonly linked: ReadonlySet<string>;
  readonly connectVersion: ConnectVersion | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Reads what a file's names mean by its `@link`s, and writes those of the standard directives and their types in the one
 * way that the merged document has. Applications of directives that nobody knows here are taken out.
 */
export function canonicalFile(document: DocumentNode): CanonicalFile {
  const links = readLinks(document);
  const defined = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  );
  const linked = new Set<string>();
  const findings = [...links.findings];
  const rename = <Node extends ASTNode & { readonly name: NameNode }>(
    node: Node,
    sigil: '@' | '',
  ): Node | undefined => {
    const meaning = links.meaning(`${sigil}${node.name.value}`);
    if (meaning === undefined || meaning === 'foreign') return undefined;
    if (sigil === '@') linked.add(meaning.canonical);
    const value = meaning.canonical.slice(sigil.length);
    return value === node.name.value ? undefined : { ...node, name: { ...node.name, value } };
  };
  const strangers = new Set<string>();
  const named = visit(document, {
    enter(node) {
      if (node.kind === Kind.DIRECTIVE) {
        const name = node.name.value;
        if (links.meaning(`@${name}`) === 'foreign' && !defined.has(name)) return null;
        if (!strangers.has(name) && !defined.has(name)) findings.push(...notImported(node, links));
        strangers.add(name);
        return rename(node, '@');
      }
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return rename(node, '@');
      return isNamedType(node) ? rename(node, '') : undefined;
    },
  });
  return { document: named, linked, connectVersion: links.connectVersion, findings };
}

/** It works here, where the standard names are always known; composition would not find it. */
function notImported(node: DirectiveNode, links: FileLinks): readonly Finding[] {
  const name = `@${node.name.value}`;
  if (links.meaning(name) !== undefined) return [];
  const owner = links.ownerOf(name);
  if (!owner) return [];
  const message = `${name} is not imported here: a strict composer does not find it. Add it to the \`import\` of ${owner.name}, or write @${owner.prefix}__${node.name.value}.`;
  return [findingAt('warning', node, message)];
}

type Named = Extract<ASTNode, { readonly name: NameNode }>;

const NAMED_TYPES: ReadonlySet<string> = new Set([
  Kind.NAMED_TYPE,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
]);

const isNamedType = (node: ASTNode): node is Named => NAMED_TYPES.has(node.kind);
