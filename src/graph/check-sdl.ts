import type { DocumentNode } from 'graphql';
import type { SchemaCheck } from '../kernel/ports/graph.ts';
import type { Finding } from '../kernel/problems/problem.ts';
import { findingAt } from './links/finding.ts';
import { idleDirectives } from './merge/idle-directives.ts';
import { readGraph } from './merge/read-graph.ts';
import { parseSdlFiles, readOwnSdl } from './sdl-files.ts';
import { type NamedFile, togetherBySdl } from './together.ts';

/** What was found in SDL files that no config puts together. */
export interface CheckedSdl {
  /** The files of each graph. */
  readonly graphs: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

/**
 * Checks SDL files by themselves. Those that use each other's types, directives or sources are one graph; a glob may also
 * hold many graphs, and then `User` may stand in each.
 *
 * @throws ProblemsError when a glob matches nothing
 */
export function checkSdl(globs: readonly string[], root: string, checks: readonly SchemaCheck[]): CheckedSdl {
  const { documents, problems } = parseSdlFiles(globs, root);
  const own = readOwnSdl();
  const graphs = togetherBySdl(documents, [...own.gateway, own.standard]);
  const reads = graphs.map((files) => readGraph({ ...own, users: files.map(({ document }) => document) }, { checks }));
  const sound = reads.flatMap(({ inner }): DocumentNode[] => (inner ? [inner.document] : []));
  return {
    graphs: graphs.map((files) => files.map(({ name }) => name)),
    findings: [
      ...problems.map((problem): Finding => ({ ...problem, severity: 'error' })),
      ...reads.flatMap(({ findings }) => findings),
      ...idleDirectives(sound),
      ...severalGraphs(graphs),
    ],
  };
}

/** Two files with a type in common may be a mistake in one graph as well as two graphs. */
function severalGraphs(graphs: readonly (readonly NamedFile[])[]): readonly Finding[] {
  const seen = new Map<string, string>();
  const repeated = new Map<string, Finding>();
  for (const files of graphs) {
    const types = files.flatMap(({ types: defined }) => [...defined]);
    for (const [name, node] of types) {
      const before = seen.get(name);
      if (before !== undefined && !repeated.has(name)) {
        const message = `Files that do not use each other are checked as graphs of their own. Names that stand in several of them, such as ${name} (see ${before}), would clash in one graph.`;
        repeated.set(name, findingAt('note', node, message));
      }
    }
    for (const [name, node] of types) if (!seen.has(name)) seen.set(name, node.loc?.source.name ?? '');
  }
  return [...repeated.values()].slice(0, 1);
}
