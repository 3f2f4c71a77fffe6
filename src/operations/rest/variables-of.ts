import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isListType,
  isNonNullType,
} from 'graphql';
import { GatewayError, Refusal } from '../../errors/gateway-error.ts';
import { jsonPointer } from '../../kernel/basics/json-pointer.ts';
import type { GivenPlace, GivenValues, RestFace } from '../../kernel/ports/rest-faces.ts';
import type { TypedVariable } from './place-variables.ts';
import type { Place, RestSection } from './section.ts';

const MOST_ERRORS = 10;

/** Tells of one wrong value, and where it came from. */
type Refuse = (message: string, where: GivenPlace) => void;

interface PlacedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly place: Place;
  readonly required: boolean;
  /** Reads a text of the address. */
  readonly read: (text: string) => unknown;
}

/** Compiles how the values of a request become the variables of its operation. */
export function variablesOf(section: RestSection, typed: readonly TypedVariable[]): RestFace['variables'] {
  const variables = typed.map(({ name, type, definition }): PlacedVariable => {
    const required = isNonNullType(type) && definition.defaultValue === undefined;
    return { name, type, required, place: section.variables[name] ?? 'query', read: readerOf(type) };
  });
  const inQuery = new Set(variables.flatMap(({ name, place }) => (place === 'query' ? [name] : [])));
  const inBody = new Set(variables.flatMap(({ name, place }) => (place === 'body' ? [name] : [])));
  const whole = variables.some(({ place }) => place === 'whole body');
  return (given) => {
    const errors: GatewayError[] = [];
    const refuse: Refuse = (message, where) => {
      if (errors.length < MOST_ERRORS) errors.push(new GatewayError(message, { code: 'BAD_USER_INPUT', ...where }));
    };
    refuseUnknown(given.query.keys(), inQuery, (name) =>
      refuse(`There is no query parameter "${name}". ${listOf(inQuery)}`, { parameter: name }),
    );
    const members = whole ? {} : membersOf(given.body, refuse);
    refuseUnknown(Object.keys(members), inBody, (name) =>
      refuse(`The body has no member "${name}". ${listOf(inBody)}`, { pointer: jsonPointer([name]) }),
    );
    const values: Record<string, unknown> = {};
    for (const variable of variables) {
      const value = valueOf(variable, given, members, refuse);
      if (value !== undefined) values[variable.name] = value;
      check(variable, value, refuse);
    }
    if (errors.length > 0) throw new Refusal(errors);
    return values;
  };
}

function valueOf(
  { name, type, place, read }: PlacedVariable,
  { path, query, body }: GivenValues,
  members: Readonly<Record<string, unknown>>,
  refuse: Refuse,
): unknown {
  if (place === 'whole body') return body;
  if (place === 'body') return Object.hasOwn(members, name) ? members[name] : undefined;
  const texts = place === 'path' ? [path[name] ?? ''] : query.getAll(name);
  if (isListType(getNullableType(type))) return texts.length === 0 ? undefined : texts.map(read);
  const [text, ...more] = texts;
  if (more.length > 0)
    refuse(`The query parameter "${name}" was sent ${texts.length} times. Send it once.`, { parameter: name });
  return text === undefined ? undefined : read(text);
}

/** Coerced here too, and once more with all other variables, because only here it is known where a value came from. */
function check({ name, type, place, required }: PlacedVariable, value: unknown, refuse: Refuse): void {
  const what = place === 'whole body' ? 'The body' : `The ${WORDS[place]} "${name}"`;
  const where = (path: readonly (string | number)[]): GivenPlace => givenPlace(place, name, path);
  if (value === undefined) {
    if (required) refuse(`${what} is missing.`, where([]));
    return;
  }
  const onError = (path: readonly (string | number)[], _: unknown, { message }: Error): void =>
    refuse(`${what} cannot be used: ${message}`, where(path));
  coerceInputValue(value, type, onError, true);
}

/** Where a part of a variable's value comes from. */
export function givenPlace(place: Place, name: string, path: readonly (string | number)[]): GivenPlace {
  if (place === 'path' || place === 'query') return { parameter: name };
  return { pointer: jsonPointer(place === 'body' ? [name, ...path] : path) };
}

const WORDS = { path: 'path parameter', query: 'query parameter', body: 'member of the body' } as const;

function membersOf(body: unknown, refuse: Refuse): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  refuse('The body must be a JSON object.', { pointer: jsonPointer([]) });
  return {};
}

function refuseUnknown(sent: Iterable<string>, known: ReadonlySet<string>, refuse: (name: string) => void): void {
  for (const name of new Set(sent)) if (!known.has(name)) refuse(name.slice(0, 64));
}

const listOf = (names: ReadonlySet<string>): string =>
  names.size === 0 ? 'It takes none.' : `It takes: ${[...names].join(', ')}.`;

/** JSON's grammar of numbers. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMERIC = new Set(['Int', 'Float']);
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['', true], // a flag without a value: `?verbose`
  ['false', false],
]);

/** What stands in an address is text. A text that is no value of the type stays one, and is refused as such. */
function readerOf(type: GraphQLInputType): (text: string) => unknown {
  const { name } = getNamedType(type);
  if (NUMERIC.has(name)) return (text) => (NUMBER.test(text) ? Number(text) : text);
  if (name === 'Boolean') return (text) => TRUTHS.get(text) ?? text;
  return (text) => text;
}
