import type { ConstDirectiveNode } from 'graphql';
import type { Findings } from '../checks/finding.ts';
import { Arguments } from './arguments.ts';
import type { SourceDefinition } from './definition.ts';
import type { Expressions } from './expressions.ts';
import { HttpReader } from './http.ts';

const SURROUNDINGS = ['$config', '$context', '$env', '$request'];
const SITES = { request: SURROUNDINGS, response: [...SURROUNDINGS, '$response', '$status'] };

/** One `@source`; `undefined` when what is wrong with it leaves no source. */
export function readSource(
  directive: ConstDirectiveNode,
  expressions: Expressions,
  findings: Findings,
): SourceDefinition | undefined {
  const known = ['name', 'http', 'errors', 'isSuccess'];
  const args = new Arguments(directive, '@source', directive.arguments ?? [], known, findings);
  const name = args.text('name')?.value;
  if (name === undefined) return findings.error('EMPTY_SOURCE_NAME', args.at, 'A source needs a `name`.');
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
    const message = `"${name}" is no name of a source: a letter first, then at most 63 letters, digits, \`_\` and \`-\`.`;
    return findings.error(name ? 'INVALID_SOURCE_NAME' : 'EMPTY_SOURCE_NAME', args.place('name'), message);
  }
  const http = args.object('http', ['baseURL', 'headers', 'path', 'queryParams']);
  const url = http?.text('baseURL');
  if (!http || !url) {
    const message = `The source "${name}" needs \`http: { baseURL: "https://…" }\`.`;
    return findings.error('INVALID_URL', args.place('http'), message);
  }
  const site = { rule: 'INVALID_URL', variables: ['$config', '$env'], readsInput: false, isRequest: true };
  const baseURL = expressions.template(url, site);
  const reader = new HttpReader(expressions, findings);
  const definition = {
    name,
    at: args.place('name'),
    http: reader.http(http, SITES),
    errors: reader.errors(args, SITES),
  };
  return baseURL && { ...definition, baseURL };
}
