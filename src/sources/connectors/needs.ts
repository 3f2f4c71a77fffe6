import { usesOf } from '../mapping/mapping.ts';
import type { Connector } from './connector.ts';
import type { ConnectDefinition, Expression, SourceDefinition } from './read/definition.ts';
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

/** Every mapping of a response. */
export function responseExpressions(
  { selection, errors }: ConnectDefinition,
  source: SourceDefinition | undefined,
): readonly (Expression | undefined)[] {
  return [selection, ...[errors, source?.errors].flatMap((one) => [one?.message, one?.extensions, one?.isSuccess])];
}

/** What of the body decides what a success gives. */
export function readsOf(
  { selection, errors }: ConnectDefinition,
  source: SourceDefinition | undefined,
): Connector['reads'] {
  const isSuccess = errors.isSuccess ?? source?.errors.isSuccess;
  const uses = [selection, isSuccess].flatMap((one) => (one ? usesOf(one.mapping) : []));
  const ofBody = uses.filter(({ variable }) => variable === '$');
  if (ofBody.length === 0) return 'nothing';
  return ofBody.some(({ path }) => path.length > 0) ? 'fields' : 'anything';
}

/** Whether a response is read by what each object brings: an entity's arguments are taken from it too. */
export function readsEach(
  connect: ConnectDefinition,
  source: SourceDefinition | undefined,
  isEntity: boolean,
): boolean {
  return responseExpressions(connect, source).some(
    (one) =>
      one && usesOf(one.mapping).some(({ variable }) => variable === '$this' || (isEntity && variable === '$args')),
  );
}
