import { CONNECTION_HEADERS } from '../../connection-headers.ts';
import { isConstant } from '../constants.ts';
import type { Findings } from '../checks/finding.ts';
import type { Arguments } from './arguments.ts';
import type { ErrorsDefinition, HeaderDefinition, HttpDefinition } from './definition.ts';
import type { Expressions } from './expressions.ts';

/** The variables that have a value at each part of a directive. */
export interface Sites {
  readonly request: readonly string[];
  readonly response: readonly string[];
}

const HEADER_KEYS = ['name', 'from', 'value'];

export class HttpReader {
  readonly #expressions: Expressions;
  readonly #findings: Findings;

  constructor(expressions: Expressions, findings: Findings) {
    this.#expressions = expressions;
    this.#findings = findings;
  }

  http(http: Arguments, { request }: Sites): HttpDefinition {
    const site = { rule: 'INVALID_URL_PROPERTY', variables: request, readsInput: false, isRequest: true };
    return {
      headers: this.#headers(http, request),
      path: this.#expressions.mapping(http.text('path'), site),
      queryParams: this.#expressions.mapping(http.text('queryParams'), site),
    };
  }

  errors(directive: Arguments, { response }: Sites): ErrorsDefinition {
    const errors = directive.object('errors', ['message', 'extensions']);
    const site = { variables: response, readsInput: true, isRequest: false };
    const inErrors = { ...site, rule: 'INVALID_ERRORS_MESSAGE' };
    const inSuccess = { ...site, rule: 'INVALID_IS_SUCCESS' };
    return {
      message: this.#expressions.mapping(errors?.text('message'), inErrors),
      extensions: this.#expressions.mapping(errors?.text('extensions'), inErrors),
      isSuccess: this.#expressions.mapping(directive.text('isSuccess'), inSuccess),
    };
  }

  #headers(http: Arguments, variables: readonly string[]): readonly HeaderDefinition[] {
    const seen = new Set<string>();
    return http.objects('headers', HEADER_KEYS).flatMap((one) => {
      const header = this.#header(one, variables);
      if (!header) return [];
      if (seen.has(header.name)) {
        const message = `The header "${header.name}" is set twice here. Keep one of the two.`;
        this.#findings.error('HTTP_HEADER_NAME_COLLISION', header.at, message);
        return [];
      }
      seen.add(header.name);
      return [header];
    });
  }

  #header(one: Arguments, variables: readonly string[]): HeaderDefinition | undefined {
    const wrong = (message: string, key = 'name'): undefined =>
      this.#findings.error('INVALID_HEADER', one.place(key), message);
    const written = one.text('name')?.value;
    if (written === undefined) return wrong('A header needs a `name`.');
    const name = written.toLowerCase();
    if (!NAME.test(name)) return wrong(`"${written}" is no name of a header: letters, digits and dashes only.`);
    if (CONNECTION_HEADERS.has(name))
      return wrong(`The header "${written}" belongs to the connection and cannot be set. Remove it.`);
    const from = one.text('from');
    if (one.has('from') === one.has('value')) {
      return wrong(
        `The header "${written}" needs either \`from\` (the client's header to pass on) or \`value\`, and not both.`,
      );
    }
    if (from) {
      if (BY_VALUE.has(name))
        return wrong(`"${written}" cannot be taken from the client. Write its \`value\`.`, 'from');
      if (!NAME.test(from.value.toLowerCase())) return wrong(`"${from.value}" is no name of a header.`, 'from');
      return { name, at: one.at, from: from.value.toLowerCase() };
    }
    const site = { rule: 'INVALID_HEADER', variables, readsInput: false, isRequest: true };
    const value = this.#expressions.template(one.text('value'), site);
    if (!value) return undefined;
    if (name === 'host' && !value.parts.every((part) => typeof part === 'string' || isConstant(part.mapping))) {
      return wrong('Which host is called may depend on `$config` and `$env` only, never on a request.', 'value');
    }
    return value.parts.some((part) => typeof part === 'string' && /[^\t\x20-\x7e\x80-\xff]/.test(part))
      ? wrong(`The value of "${written}" has a character that no header can bear.`, 'value')
      : { name, at: one.at, value };
  }
}

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** The client's own would not fit the request that is built here. */
const BY_VALUE = new Set(['content-type', 'accept', 'host']);
