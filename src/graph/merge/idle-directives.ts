import { type DirectiveNode, type DocumentNode, visit } from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from '../links/finding.ts';

interface Idle {
  readonly names: readonly string[];
  readonly message: (used: string) => string;
}

const IDLE: readonly Idle[] = [
  {
    names: [
      'external',
      'shareable',
      'provides',
      'override',
      'interfaceObject',
      'composeDirective',
      'context',
      'fromContext',
    ],
    message: (used) => `Without effect in a graph that is one: ${used}.`,
  },
  {
    names: ['cacheTag'],
    message: (used) => `Read, and without effect yet: ${used}.`,
  },
];

/** What is accepted and does nothing: a line for each kind, however many files have it, at the first place. */
export function idleDirectives(documents: readonly DocumentNode[]): readonly Finding[] {
  const used = new Map<string, DirectiveNode[]>();
  const note = (node: DirectiveNode): void => {
    const before = used.get(node.name.value);
    if (before) before.push(node);
    else used.set(node.name.value, [node]);
  };
  for (const document of documents) visit(document, { Directive: note });
  return IDLE.flatMap(({ names, message }) => {
    const found = names.flatMap((name) => used.get(name) ?? []);
    const [first] = found;
    if (!first) return [];
    const listed = names.flatMap((name) => {
      const times = used.get(name)?.length;
      return times === undefined ? [] : [times > 1 ? `@${name} (${times} times)` : `@${name}`];
    });
    return [findingAt('note', first, message(listed.join(', ')))];
  });
}
