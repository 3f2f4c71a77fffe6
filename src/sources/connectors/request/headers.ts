import type { Constants } from '../constants.ts';
import type { Variables } from '../../mapping/mapping.ts';
import type { ConnectorRequest, ConnectorSurroundings } from '../connector.ts';
import type { HeaderDefinition } from '../read/definition.ts';
import { headerText } from './encode.ts';
import { textFill } from './fill.ts';

type Sent = ConnectorRequest['headers'];
type Header = (surroundings: ConnectorSurroundings, variables: Variables) => string | string[] | undefined;

/** The headers of a connector and, where it does not set them itself, those of its source. */
export function headersOf(
  connect: readonly HeaderDefinition[],
  source: readonly HeaderDefinition[],
): readonly HeaderDefinition[] {
  const own = new Set(connect.map(({ name }) => name));
  return [...connect, ...source.filter(({ name }) => !own.has(name))];
}

/** Headers made anew for each request only where one of them depends on it. */
export function compileHeaders(
  definitions: readonly HeaderDefinition[],
  hasBody: boolean,
  constants: Constants,
): { readonly constant: Sent; readonly of?: (surroundings: ConnectorSurroundings, variables: Variables) => Sent } {
  const constant: Record<string, string> = {};
  const computed: [string, Header][] = [];
  if (hasBody) constant['content-type'] = 'application/json';
  for (const { name, from, value } of definitions) {
    if (value === undefined) {
      computed.push([name, ({ headers }) => headers[from]]);
      continue;
    }
    const fill = textFill(value.parts, constants, { literal: (text) => text, value: headerText });
    if (fill.of) computed.push([name, (_, variables) => fill.of(variables)]);
    else constant[name] = fill.constant;
  }
  Object.freeze(constant);
  if (computed.length === 0) return { constant };
  return {
    constant,
    of: (surroundings, variables) => {
      const headers: Record<string, string | string[]> = { ...constant };
      for (const [name, header] of computed) {
        const value = header(surroundings, variables);
        if (value !== undefined) headers[name] = value;
      }
      return headers;
    },
  };
}
