import type { Variables } from '../../mapping/mapping.ts';
import type { ConnectorInputs, ConnectorRequest } from '../connector.ts';
import type { ConnectDefinition, Expression, HttpDefinition, SourceDefinition, Template } from '../read/definition.ts';
import { variablesFor } from '../variables.ts';
import { bodyFill, FORM } from './body.ts';
import type { Fill } from './fill.ts';
import type { Constants } from '../constants.ts';
import { compileHeaders, headersOf } from './headers.ts';
import { pathFill } from './path.ts';
import { queryFill } from './query.ts';
import { splitUrl } from './split-url.ts';

/** Where a source is: path and query of its address. */
export interface Base {
  readonly path: string;
  readonly query: string;
}

/** Makes the requests of a connector; whatever is the same in all of them is computed here, once. */
export function compileRequest(
  connect: ConnectDefinition,
  source: SourceDefinition | undefined,
  base: Base,
  constants: Constants,
): (inputs: ConnectorInputs) => ConnectorRequest {
  const { method } = connect;
  const headerDefinitions = headersOf(connect.http.headers, source?.http.headers ?? []);
  const url = urlFill(connect, source, base, constants);
  const isForm = headerDefinitions.some(({ name, value }) => name === 'content-type' && isText(value, FORM));
  const body = connect.body ? bodyFill(connect.body, isForm, constants) : NO_BODY;
  const headers = compileHeaders(headerDefinitions, connect.body !== undefined, constants);
  if (!url.of && !body.of && !headers.of) {
    const request = Object.freeze({ method, path: url.constant, headers: headers.constant, body: body.constant });
    return () => request;
  }
  const variablesOf = variablesFor(requestExpressions(connect, source), constants);
  return (inputs) => {
    const variables: Variables = variablesOf(inputs);
    return {
      method,
      path: url.of ? url.of(variables) : url.constant,
      headers: headers.of ? headers.of(inputs.surroundings, variables) : headers.constant,
      body: body.of ? body.of(variables) : body.constant,
    };
  };
}

const NO_BODY: Fill<string | undefined> = { constant: undefined };

const isText = (template: Template | undefined, text: string): boolean =>
  template?.parts.length === 1 && typeof template.parts[0] === 'string' && template.parts[0].trim() === text;

function urlFill(
  { url, http, method }: ConnectDefinition,
  source: SourceDefinition | undefined,
  base: Base,
  constants: Constants,
): Fill<string> {
  const { segments, query } = splitUrl(url);
  const path = pathFill(
    {
      base: base.path,
      source: source?.http.path,
      template: segments,
      connect: http.path,
      mayEndEmpty: method === 'GET',
    },
    constants,
  );
  const search = queryFill(
    { base: base.query, source: source?.http.queryParams, template: query, connect: http.queryParams },
    constants,
  );
  if (!path.of && !search.of) return { constant: path.constant + search.constant };
  return {
    of: (variables) =>
      (path.of ? path.of(variables) : path.constant) + (search.of ? search.of(variables) : search.constant),
  };
}

/** Every mapping that a request is made of. */
export function requestExpressions(
  connect: ConnectDefinition,
  source: SourceDefinition | undefined,
): readonly (Expression | undefined)[] {
  return [
    ...connect.url.parts.filter((part) => typeof part !== 'string'),
    ...httpExpressions(connect.http),
    ...(source ? httpExpressions(source.http) : []),
    connect.body,
  ];
}

export const httpExpressions = ({
  headers,
  path,
  queryParams,
}: HttpDefinition): readonly (Expression | undefined)[] => [
  ...headers.flatMap(({ value }) => value?.parts.filter((part) => typeof part !== 'string') ?? []),
  path,
  queryParams,
];
