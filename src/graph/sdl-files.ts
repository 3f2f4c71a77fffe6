import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concatAST, type DocumentNode, GraphQLError } from 'graphql';
import { parseFile } from '../kernel/documents/parse-file.ts';
import { graphqlProblem, type Problem, ProblemsError } from '../kernel/problems/problem.ts';

const GATEWAY_SDL = fileURLToPath(new URL('../../schema/gateway/', import.meta.url));

/** The gateway's own SDL, and apart from it the definitions of standard directives. */
export function readOwnSdl(): { readonly gateway: readonly DocumentNode[]; readonly standard: DocumentNode } {
  return {
    gateway: readSdlFiles(['*.graphql'], GATEWAY_SDL),
    standard: concatAST(readSdlFiles(['standard/*.graphql'], GATEWAY_SDL)),
  };
}

/** The SDL files of a graph, parsed, each node bearing the file that it stands in. @throws ProblemsError for what cannot be */
export function readSdlFiles(globs: readonly string[], root: string): readonly DocumentNode[] {
  const { documents, problems } = parseSdlFiles(globs, root);
  if (problems.length > 0) throw new ProblemsError('The schema cannot be parsed.', problems);
  return documents;
}

/** The same, with what cannot be parsed beside the rest. @throws ProblemsError when a glob matches nothing */
export function parseSdlFiles(
  globs: readonly string[],
  root: string,
): { readonly documents: readonly DocumentNode[]; readonly problems: readonly Problem[] } {
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
    if ('document' in parsed) return parsed.document.definitions.length > 0 ? [parsed.document] : [];
    problems.push(parsed.problem);
    return [];
  });
  return { documents, problems };
}

/** Parses one SDL text; `name` is what problems call it. */
export function parseSdl(
  text: string,
  name: string,
): { readonly document: DocumentNode } | { readonly problem: Problem } {
  try {
    return { document: parseFile(text, name) };
  } catch (error) {
    if (error instanceof GraphQLError) return { problem: graphqlProblem(error, name) };
    throw error;
  }
}
