import { compileMapping, outputShape, pruneMapping, type Wanted } from '../mapping/mapping.ts';
import type { Connector, ConnectorInputs, ConnectorResponse, PreparedConnector } from './connector.ts';
import { needsOf, readsBatch } from './needs.ts';
import type { ConnectDefinition, SourceDefinition } from './read/definition.ts';
import type { Constants } from './constants.ts';
import { compileRequest, type Base } from './request/request.ts';
import { matchBatch } from './response/batch.ts';
import { compileFailures, type Failures } from './response/failure.ts';
import { json, variablesFor } from './variables.ts';

/** What a connector is compiled from. */
export interface ConnectorParts {
  readonly connect: ConnectDefinition;
  readonly source: SourceDefinition | undefined;
  readonly base: Base;
  readonly constants: Constants;
  readonly isEntity: boolean;
}

/** A connector that has been checked. */
export function compileConnector(parts: ConnectorParts): Connector {
  const { connect, source, base, constants, isEntity } = parts;
  const { coordinate, method, url, place, selection } = connect;
  const needs = needsOf(connect, source);
  const isBatch = readsBatch(connect, source);
  const request = compileRequest(connect, source, base, constants);
  const failures = compileFailures({
    source: constants.source,
    method,
    place,
    connect: connect.errors,
    ofSource: source?.errors,
  });
  return {
    coordinate,
    source: constants.source,
    method,
    template: url.text.value,
    place: place.kind === 'field' ? { ...place, entity: isEntity } : place,
    needs,
    batch: isBatch ? { maxSize: connect.batch?.maxSize ?? Infinity, keys: topLevel(needs) } : null,
    shape: outputShape(selection.mapping),
    prepare: (wanted) => ({ request, read: readerOf(parts, failures, isBatch ? needs : [], wanted) }),
  };
}

function readerOf(
  { connect, source, constants }: ConnectorParts,
  failures: Failures,
  keys: readonly (readonly string[])[],
  wanted: Wanted,
): PreparedConnector['read'] {
  const { errors, selection } = connect;
  const isBatch = keys.length > 0;
  const asked = keys.reduce(withPath, wanted);
  const select = compileMapping(pruneMapping(selection.mapping, asked));
  const mappings = [errors, source?.errors].flatMap((one) => [one?.message, one?.extensions, one?.isSuccess]);
  const variablesOf = variablesFor([selection, ...mappings], constants);
  return (response: ConnectorResponse, inputs: ConnectorInputs) => {
    const variables = variablesOf(inputs, response);
    if (!failures.isSuccess(response, variables)) throw failures.errorOf(response, variables);
    const value = select(json(response.body), variables).value ?? null;
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
