import { type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { ProblemsError } from '../../kernel/problems/problem.ts';

/** Whether clients do not see what stands in the schema. */
export type Hides = (node: { readonly directives?: readonly DirectiveNode[] | undefined }) => boolean;

/** `@inaccessible` hides, and so does a tag that the config leaves out of the public graph. */
export const hiddenBy =
  (excludeTags: readonly string[]): Hides =>
  ({ directives = [] }) =>
    directives.some((one) => one.name.value === 'inaccessible' || excludeTags.includes(tagOf(one) ?? ''));

function tagOf({ name, arguments: given = [] }: DirectiveNode): string | undefined {
  const value = given.find((argument) => argument.name.value === 'name')?.value;
  return name.value === 'tag' && value?.kind === Kind.STRING ? value.value : undefined;
}

/** @throws ProblemsError for a tag that stands nowhere: mistyped, it would show what was to be hidden. */
export function refuseUnknownTags(document: DocumentNode, excludeTags: readonly string[]): void {
  const known = new Set<string>();
  visit(document, { Directive: (node) => void known.add(tagOf(node) ?? '') });
  const tags = [...known].filter((tag) => tag !== '');
  const problems = excludeTags
    .filter((tag) => !known.has(tag))
    .map((tag) => ({
      file: 'excludeTags',
      message: `Nothing in the schema bears the tag "${tag}".${didYouMean(tag, tags)} Tags: ${tags.join(', ') || 'none'}.`,
    }));
  if (problems.length > 0) throw new ProblemsError('The config leaves out tags that do not exist.', problems);
}
