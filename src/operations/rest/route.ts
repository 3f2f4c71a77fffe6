import { REST_METHODS, type RestMethod } from '../../kernel/ports/rest-faces.ts';

/** A method and the template of a path, as `rest` of `@contract` writes them. */
export interface Route {
  readonly method: RestMethod;
  readonly path: string;
  /** The parameters of the path, in order. */
  readonly parameters: readonly string[];
}

const LITERAL = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;
const PARAMETER = /^\{([_A-Za-z][_0-9A-Za-z]*)\}$/;

/** Reads a route; a text tells what is wrong with it. */
export function parseRoute(text: string): Route | string {
  const [method = '', path = '', ...more] = text.split(' ');
  if (!isMethod(method) || !path.startsWith('/') || path === '/' || more.length > 0)
    return `\`rest: "${text}"\` is not a method and a path. Write \`GET /v1/things/{id}\`, with one of ${REST_METHODS.join(', ')}.`;
  const segments = path.slice(1).split('/');
  const odd = segments.find((segment) => !LITERAL.test(segment) && !PARAMETER.test(segment));
  if (odd !== undefined)
    return `The segment "${odd}" of \`rest: "${text}"\` is neither plain (letters, digits and \`-._~\`) nor a whole \`{variable}\`.`;
  const parameters = segments.flatMap((segment) => PARAMETER.exec(segment)?.[1] ?? []);
  const twice = parameters.find((name, index) => parameters.indexOf(name) !== index);
  if (twice !== undefined) return `\`rest: "${text}"\` names {${twice}} twice.`;
  return { method, path, parameters };
}

/** Equal for routes that answer the same addresses. */
export function shapeOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
}

const isMethod = (text: string): text is RestMethod => REST_METHODS.some((method) => method === text);
