import { LRUCache } from 'lru-cache';
import { outputShape, pruneMapping, type Wanted } from '../mapping/mapping.ts';
import { compileExpression, notedOnce, type TellProblem } from './compile-expression.ts';
import type { Connector, ConnectorInputs, ConnectorResponse, PreparedConnector } from './connector.ts';
import { needsOf, readsBatch, readsEach, readsOf, responseExpressions } from './needs.ts';
import type { ConnectDefinition, SourceDefinition } from './read/definition.ts';
import type { Constants } from './constants.ts';
import { compileRequest, type Base } from './request/request.ts';
import { matchBatch } from './response/batch.ts';
import { compileFailures, type Failures } from './response/failure.ts';
import { json, variablesFor } from './variables.ts';

/** What a connector is compiled from. */
export interface ConnectorParts {
  readonly tell?: TellProblem | undefined;
  readonly connect: ConnectDefinition;
  readonly source: SourceDefinition | undefined;
  readonly base: Base;
  readonly constants: Constants;
  readonly isEntity: boolean;
}

/** A connector that has been checked. */
export function compileConnector(given: ConnectorParts): Connector {
  const { connect, source, base, isEntity, tell } = given;
  const constants: Constants = { ...given.constants, ...(tell && { note: notedOnce(connect.coordinate, tell) }) };
  const parts = { ...given, constants };
  const { coordinate, method, url, place, selection } = connect;
  const needs = needsOf(connect, source);
  const element = place.kind === 'type' ? place.type : `${place.type}.${place.field}`;
  const isBatch = readsBatch(connect, source);
  const request = compileRequest(connect, source, base, constants);
  const failures = compileFailures({
    ...constants,
    method,
    element,
    connect: connect.errors,
    ofSource: source?.errors,
  });
  return {
    coordinate,
    element,
    source: constants.source,
    method,
    template: url.text.value,
    place: place.kind === 'field' ? { ...place, entity: isEntity } : place,
    needs,
    batch: isBatch ? { maxSize: connect.batch?.maxSize ?? Infinity, keys: topLevel(needs) } : null,
    readsEach: readsEach(connect, source, isEntity),
    reads: readsOf(connect, source),
    shape: outputShape(selection.mapping),
    prepare: preparedOnce((wanted) => ({ request, read: readerOf(parts, failures, isBatch ? needs : [], wanted) })),
  };
}

/** Readers of one connector that are found again; a plan keeps those that it has, found or not. */
const MOST_FOUND = 500;

/** Operations that want the same of a connector share what reads it: its code is the larger part of a plan. */
function preparedOnce(prepare: Connector['prepare']): Connector['prepare'] {
  const known = new LRUCache<string, PreparedConnector>({ max: MOST_FOUND });
  return (wanted) => {
    const key = textOf(wanted);
    const prepared = known.get(key) ?? prepare(wanted);
    known.set(key, prepared);
    return prepared;
  };
}

/** The same for the same fields, in whichever order they are wanted. */
function textOf(wanted: Wanted): string {
  const names = [...wanted].map(([name, below]) => (below ? `${name}{${textOf(below)}}` : name));
  return names.sort().join(' ');
}

function readerOf(
  { connect, source, constants }: ConnectorParts,
  failures: Failures,
  keys: readonly (readonly string[])[],
  wanted: Wanted,
): PreparedConnector['read'] {
  const { selection } = connect;
  const isBatch = keys.length > 0;
  const asked = keys.reduce(withPath, wanted);
  const pruned = { ...selection, mapping: pruneMapping(selection.mapping, asked) };
  const select = compileExpression(pruned, constants.note);
  const variablesOf = variablesFor(responseExpressions(connect, source), constants);
  return (response: ConnectorResponse, inputs: ConnectorInputs) => {
    const variables = variablesOf(inputs, response);
    if (!failures.isSuccess(response, variables)) throw failures.errorOf(response, variables);
    const value = select(json(response.body), variables) ?? null;
    return isBatch ? matchBatch(value, inputs.batch ?? [], keys, constants.source) : value;
  };
}

/** What is wanted and a path besides. */
function withPath(wanted: Wanted, [name, ...rest]: readonly string[]): Wanted {
  if (name === undefined) return wanted;
  if (rest.length === 0) return wanted.has(name) ? wanted : new Map([...wanted, [name, undefined]]);
  const below = wanted.has(name) ? wanted.get(name) : new Map();
  return below ? new Map([...wanted, [name, withPath(below, rest)]]) : wanted;
}

const topLevel = (paths: readonly (readonly string[])[]): readonly string[] => [
  ...new Set(paths.flatMap((path) => path.slice(0, 1))),
];
