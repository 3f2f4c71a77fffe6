import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

/**
 * The registered text of an operation: it without `@contract`, then the fragments that it reaches sorted by name, each
 * printed by graphql-js, joined by a blank line. Its SHA-256 is the operation's id.
 */
export function registeredText(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const directives = operation.directives?.filter(({ name }) => name.value !== 'contract') ?? [];
  return [{ ...operation, directives }, ...reachedFragments(operation, fragments)].map(print).join('\n\n');
}

/** The fragments that an operation reaches, sorted by name. */
export function reachedFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FragmentDefinitionNode[] {
  const reached = new Map<string, FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || reached.has(name.value)) return;
        reached.set(name.value, fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return [...reached.values()].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
}

/** One spelling for all texts that mean the same: white space, commas, comments and the order of definitions do not count. */
export function normalisedText(document: DocumentNode): string {
  const sorted = [...document.definitions].sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
  return sorted.map(print).join('\n\n');
}

/** The normalised form of a text, or `null` where it is not GraphQL. */
export function normalise(text: string): string | null {
  try {
    return normalisedText(parse(text, { noLocation: true }));
  } catch {
    return null;
  }
}

type Definition = DocumentNode['definitions'][number];
const rank = ({ kind }: Definition): number => (kind === Kind.OPERATION_DEFINITION ? 0 : 1);
const nameOf = (definition: Definition): string => ('name' in definition ? (definition.name?.value ?? '') : '');
