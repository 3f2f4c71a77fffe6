import { usesOf, type Json, type JsonObject, type Variables } from '../mapping/mapping.ts';
import type { ConnectorInputs, ConnectorResponse, HeaderValues } from './connector.ts';
import type { Expression } from './read/definition.ts';
import type { Constants } from './constants.ts';

type Writable = { -readonly [Name in keyof Variables]: Variables[Name] };

/** Makes the variables that the expressions read, and no others. */
export function variablesFor(
  expressions: readonly (Expression | undefined)[],
  { $config, $env }: Constants,
): (inputs: ConnectorInputs, response?: ConnectorResponse) => Variables {
  const read = new Set(expressions.flatMap((one) => (one ? usesOf(one.mapping).map(({ variable }) => variable) : [])));
  const readsContext = read.has('$context');
  const readsRequest = read.has('$request');
  const readsResponse = read.has('$response');
  const fixed = { $config, $env };
  if (![...read].some((name) => !(name in fixed) && name !== '$')) return () => fixed;
  return ({ args, parent, batch, surroundings }, response) => {
    const variables: Writable = { $args: json(args), $config, $env };
    if (parent) variables.$this = json(parent);
    if (batch) variables.$batch = json(batch);
    if (readsContext) variables.$context = surroundings.context;
    if (readsRequest) variables.$request = { headers: lists(surroundings.headers) };
    if (response) variables.$status = response.status;
    if (readsResponse && response) variables.$response = { headers: lists(response.headers) };
    return variables;
  };
}

/**
 * What GraphQL made of arguments, and the parents that mappings made, is JSON. A custom scalar may make something else of
 * it; the mapping language passes such values over as it does any value of the wrong type.
 */
export function json(value: unknown): Json {
  return value as Json;
}

/** Header values as mappings see them: always lists. */
function lists(headers: HeaderValues): JsonObject {
  const all: Record<string, Json> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) all[name.toLowerCase()] = typeof value === 'string' ? [value] : value;
  }
  return all;
}
