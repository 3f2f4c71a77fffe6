import { usesOf } from '../mapping/mapping.ts';
import type { ConnectDefinition, SourceDefinition } from './read/definition.ts';
import { requestExpressions } from './request/request.ts';

/** The fields of the parent that a connector reads, each once. Those of errors are no part of its key. */
export function needsOf(
  connect: ConnectDefinition,
  source: SourceDefinition | undefined,
): readonly (readonly string[])[] {
  const uses = [...requestExpressions(connect, source), connect.selection].flatMap((one) =>
    one ? usesOf(one.mapping) : [],
  );
  const paths = uses.filter(({ variable }) => variable === '$this' || variable === '$batch').map(({ path }) => path);
  return [...new Map(paths.filter(({ length }) => length > 0).map((path) => [JSON.stringify(path), path])).values()];
}

/** Whether it makes one call for many parents. */
export function readsBatch(connect: ConnectDefinition, source: SourceDefinition | undefined): boolean {
  return requestExpressions(connect, source).some(
    (one) => one && usesOf(one.mapping).some(({ variable }) => variable === '$batch'),
  );
}
