import {
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
  visit,
} from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import type { CanonicalFile } from '../links/canonical-file.ts';
import { findingAt } from '../links/finding.ts';

export interface WithoutOwn {
  /** The users' definitions, without those that only repeat a standard one. */
  readonly definitions: readonly DefinitionNode[];
  /** The standard definitions, without directives that a user has another meaning for. */
  readonly standard: readonly DefinitionNode[];
  readonly findings: readonly Finding[];
}

/**
 * Subgraph libraries print `directive @key(…)` and `scalar FieldSet` into their SDL: these are dropped for the standard
 * definitions. A directive that bears a standard name and is something else stays, unless some file means the standard one.
 */
export function withoutOwn(files: readonly CanonicalFile[], standard: DocumentNode): WithoutOwn {
  const known = new Map(standard.definitions.map((definition) => [keyOf(definition), definition]));
  const linked = new Set(files.flatMap((file) => [...file.linked]));
  const findings: Finding[] = [];
  const replaced = new Set<string>();
  const dropped = new Set<DefinitionNode>();
  for (const definition of files.flatMap(({ document }) => document.definitions)) {
    const key = keyOf(definition);
    const same = key === undefined ? undefined : known.get(key);
    if (key === undefined || !same) continue;
    if (repeats(definition, same)) dropped.add(definition);
    else if (definition.kind !== Kind.DIRECTIVE_DEFINITION || linked.has(key)) {
      const message = `${key} is defined here otherwise than by its specification. Remove this definition, or give it another name.`;
      findings.push(findingAt('error', definition, message));
      dropped.add(definition);
    } else replaced.add(key);
  }
  return {
    definitions: files.flatMap(({ document }) => withoutLeftOvers(document, dropped)),
    standard: standard.definitions.filter((definition) => !replaced.has(keyOf(definition) ?? '')),
    findings,
  };
}

/** `@key` for a directive, the name for a type; extensions have none. */
export function keyOf(definition: DefinitionNode): string | undefined {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return `@${definition.name.value}`;
  return definition.kind.endsWith('TypeDefinition') && 'name' in definition ? definition.name?.value : undefined;
}

function repeats(own: DefinitionNode, standard: DefinitionNode): boolean {
  if (own.kind !== Kind.DIRECTIVE_DEFINITION || standard.kind !== Kind.DIRECTIVE_DEFINITION)
    return own.kind === standard.kind;
  const places = new Set(standard.locations.map(({ value }) => value));
  const args = own.arguments ?? [];
  return (
    own.locations.every(({ value }) => places.has(value)) &&
    args.every((arg) => standard.arguments?.some((one) => sameArgument(arg, one))) &&
    requiredOf(standard).every((name) => args.some((arg) => arg.name.value === name))
  );
}

const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** Scalars of a specification go by several names (`_FieldSet`, `String`), built-in ones by one; weights are of several types. */
function sameArgument(own: InputValueDefinitionNode, standard: InputValueDefinitionNode): boolean {
  if (own.name.value !== standard.name.value) return false;
  const [ownType, standardType] = [innermost(own.type), innermost(standard.type)];
  if (standardType === 'federation__CostWeight') return true;
  if (BUILT_IN.has(standardType)) return ownType === standardType;
  return !BUILT_IN.has(ownType) || ownType === 'String';
}

const innermost = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : innermost(type.type));

const requiredOf = ({ arguments: args = [] }: DirectiveDefinitionNode): readonly string[] =>
  args.flatMap(({ name, type, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && !defaultValue ? [name.value] : [],
  );

/** What is left of a file, without the scalars, inputs and enums that only the dropped definitions needed. */
function withoutLeftOvers(
  { definitions }: DocumentNode,
  dropped: ReadonlySet<DefinitionNode>,
): readonly DefinitionNode[] {
  let kept = definitions.filter((definition) => !dropped.has(definition));
  if (kept.length === definitions.length) return kept;
  let suspects = namedIn([...dropped].filter((definition) => definitions.includes(definition)));
  while (suspects.size > 0) {
    const needed = namedIn(kept);
    const gone = kept.filter((node) => {
      const key = keyOf(node);
      return isInput(node) && key !== undefined && suspects.has(key) && !needed.has(key);
    });
    kept = kept.filter((node) => !gone.includes(node));
    suspects = namedIn(gone);
  }
  return kept;
}

const isInput = ({ kind }: DefinitionNode): boolean =>
  kind === Kind.SCALAR_TYPE_DEFINITION ||
  kind === Kind.ENUM_TYPE_DEFINITION ||
  kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;

function namedIn(definitions: readonly DefinitionNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const note = ({ name }: NamedTypeNode): void => void names.add(name.value);
  for (const definition of definitions) visit(definition, { NamedType: note });
  return names;
}
