import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import { graphqlProblem, type Problem, ProblemsError } from '../kernel/problem.ts';

/** The SDL files of a graph, parsed, each node bearing the file that it stands in. */
export function readSdlFiles(globs: readonly string[], root: string): readonly DocumentNode[] {
  const files = globs.flatMap((glob) => {
    const found = globSync(glob, { cwd: root }).map((file) => resolve(root, file));
    if (found.length === 0) {
      throw new ProblemsError('The schema cannot be read.', [
        { file: glob, message: `No file matches this glob of \`schema\`, seen from ${root}.` },
      ]);
    }
    return found;
  });
  const problems: Problem[] = [];
  const documents = [...new Set(files)].sort().flatMap((file) => {
    const parsed = parseSdl(readFileSync(file, 'utf8'), relative(process.cwd(), file));
    if ('problem' in parsed) problems.push(parsed.problem);
    return 'problem' in parsed ? [] : [parsed.document];
  });
  if (problems.length > 0) throw new ProblemsError('The schema cannot be parsed.', problems);
  return documents;
}

/** Parses one SDL text; `name` is what problems call it. */
export function parseSdl(
  text: string,
  name: string,
): { readonly document: DocumentNode } | { readonly problem: Problem } {
  try {
    return { document: parse(new Source(text, name)) };
  } catch (error) {
    if (error instanceof GraphQLError) return { problem: graphqlProblem(error, name) };
    throw error;
  }
}
