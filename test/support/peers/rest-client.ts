import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';

type Member = { readonly [key: string]: unknown };

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: { readonly [status: string]: Member };
}

/** As much of an OpenAPI document as a client reads. */
export interface OpenApi {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } };
}

/** What a caller gives: parameters by name, and a body. */
export interface Given {
  readonly parameters?: { readonly [name: string]: string | number | boolean | readonly string[] };
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * A client that knows nothing but an OpenAPI document: it finds an operation by its id, and throws where what it is given or
 * what is answered is not what the document says.
 */
export function restClient(document: OpenApi, origin: string) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const check = (value: unknown, path: readonly string[], what: string): void => {
    const pointer = path.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const validate = ajv.compile({ $ref: `openapi#/${pointer}` });
    if (!validate(value)) throw new Error(`${what} is not as described: ${ajv.errorsText(validate.errors)}`);
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );

  return {
    operationIds: operations.map(({ described }) => described.operationId),
    async call(operationId: string, { parameters = {}, body, headers = {} }: Given = {}) {
      const found = operations.find(({ described }) => described.operationId === operationId);
      if (!found) throw new Error(`The document has no operation ${operationId}.`);
      const { path, method, described } = found;
      const at = ['paths', path, method];
      const url = new URL(`${origin}${document.servers[0]?.url}${path}`);
      for (const [index, { name, in: place, required }] of (described.parameters ?? []).entries()) {
        const value = parameters[name];
        if (value === undefined && required) throw new Error(`${name} is required.`);
        if (value === undefined) continue;
        check(value, [...at, 'parameters', String(index), 'schema'], name);
        if (place === 'path')
          url.pathname = url.pathname.replace(encodeURI(`{${name}}`), encodeURIComponent(String(value)));
        else for (const one of [value].flat()) url.searchParams.append(name, String(one));
      }
      const json = ['content', 'application/json', 'schema'];
      if (body !== undefined) check(body, [...at, 'requestBody', ...json], 'The body');
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = (text === '' ? undefined : JSON.parse(text)) as Member | undefined;
      const status = String(response.status);
      const said = described.responses[status];
      const type = String(response.headers.get('content-type')).split(';')[0];
      if (type === 'application/problem+json')
        check(answer, ['components', 'schemas', 'problem-details'], `The problem of ${operationId}`);
      else if (!said) throw new Error(`${operationId} answered ${status}, which is not described.`);
      else if (answer) check(answer, [...at, 'responses', status, ...json], `The answer of ${operationId}`);
      return { status: response.status, headers: response.headers, answer };
    },
  };
}
