import { Kind, parse, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../../../kernel/documents/selections.ts';

/** Fragments within fragments multiply: what a person is shown ends here. */
const MOST_PATHS = 2_000;

/** The fields without fields below them that a text asks for, as paths: `trips.items.title`. */
export function fieldPaths(text: string): readonly string[] {
  const document = parse(text, { noLocation: true });
  const fragments = fragmentsOf(document);
  const paths = new Set<string>();
  const walk = (set: SelectionSetNode | undefined, at: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (paths.size >= MOST_PATHS) return;
      if (selection.kind === Kind.FIELD) {
        const path = [...at, selection.name.value];
        if (selection.selectionSet) walk(selection.selectionSet, path);
        else if (selection.name.value !== '__typename') paths.add(path.join('.'));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, at);
      else walk(fragments.get(selection.name.value)?.selectionSet, at);
    }
  };
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) walk(node.selectionSet, []);
  return [...paths];
}
