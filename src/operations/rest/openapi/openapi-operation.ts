import { getNullableType, type GraphQLInputType, type GraphQLSchema, isListType, isNonNullType } from 'graphql';
import type { Json } from '../../../kernel/basics/json.ts';
import { operationOf } from '../../../kernel/documents/selections.ts';
import type { Registered } from '../../../kernel/ports/registry.ts';
import { answerOf } from '../answer-field.ts';
import { type TypedVariable, typedVariables } from '../place-variables.ts';
import type { RestSection } from '../section.ts';
import { answerSchema } from './answer-schema.ts';
import { type Components, defaultOf } from './components.ts';
import { constrained } from './constrained.ts';
import { described, type JsonSchema } from './json-schema.ts';
import { securityOf } from './security.ts';
import { rangesIn, type VariableFacts, variableFacts } from './variable-inputs.ts';

/** An operation with what its contract says of its endpoint. */
export interface Endpoint {
  readonly registered: Registered;
  readonly section: RestSection;
}

/** Answers that all endpoints have in common. */
export type ResponseName = 'not-found' | 'wrong-values' | 'problem';

/** The Operation Object of an endpoint. Source: OpenAPI 3.1 §4.8.10. */
export function openApiOperation(
  { registered, section }: Endpoint,
  schema: GraphQLSchema,
  components: Components,
): JsonSchema {
  const { contract, operation } = registered;
  const { document } = operation;
  const variables = typedVariables(operationOf(document, operation.name), schema);
  const writer: Writer = { section, components, factsOf: variableFacts(document, schema, rangesIn(contract)) };
  const parameters = variables.flatMap((variable) => parameterOf(variable, writer));
  const body = bodyOf(variables, writer);
  const { description } = answerOf(document, schema);
  const owner = contract['owner'];
  return {
    summary: inWords(contract.name),
    ...(description !== null && { description }),
    ...(typeof owner === 'string' && { tags: [owner] }),
    ...(section.deprecated && { deprecated: true }),
    ...securityOf(contract),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf({ registered, section }, answerSchema(document, schema, components)),
    'x-document-id': contract.id,
  };
}

/** `SearchAirports` as `Search airports`. */
function inWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Writer {
  readonly section: RestSection;
  readonly components: Components;
  readonly factsOf: (name: string) => VariableFacts;
}

const isRequired = ({ type, definition }: TypedVariable): boolean =>
  isNonNullType(type) && definition.defaultValue === undefined;

/** An address holds no null, neither by itself nor in a list. */
function inAddress(type: GraphQLInputType, components: Components): JsonSchema {
  const nullable = getNullableType(type);
  return isListType(nullable)
    ? { type: 'array', items: components.present(nullable.ofType) }
    : components.present(nullable);
}

function parameterOf(variable: TypedVariable, { section, components, factsOf }: Writer): readonly JsonSchema[] {
  const { name, type, definition } = variable;
  const place = section.variables[name];
  if (place !== 'path' && place !== 'query') return [];
  const { description, constraints } = factsOf(name);
  const parameter = {
    name,
    in: place,
    required: place === 'path' || isRequired(variable),
    schema: { ...constrained(inAddress(type, components), constraints), ...defaultOf(definition.defaultValue) },
    ...(isListType(getNullableType(type)) && { style: 'form', explode: true }),
  };
  return [described(parameter, description)];
}

function bodyOf(variables: readonly TypedVariable[], writer: Writer): JsonSchema | undefined {
  const { section, components, factsOf } = writer;
  const whole = variables.find(({ name }) => section.variables[name] === 'whole body');
  if (whole) return bodyObject(components.present(whole.type), isRequired(whole));
  const members = variables.filter(({ name }) => section.variables[name] === 'body');
  if (members.length === 0) return undefined;
  const properties = members.map(({ name, type, definition }) => {
    const { description, constraints } = factsOf(name);
    const schema = { ...constrained(components.input(type), constraints), ...defaultOf(definition.defaultValue) };
    return [name, described(schema, description)] as const;
  });
  const required = members.filter(isRequired).map(({ name }) => name);
  const schema = { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
  return bodyObject(schema, required.length > 0);
}

const bodyObject = (schema: JsonSchema, required: boolean): JsonSchema => ({
  required,
  content: { 'application/json': { schema } },
});

const ETAG = { etag: { $ref: '#/components/headers/etag' } };
const DEPRECATION = { deprecation: { $ref: '#/components/headers/deprecation' } };
const SUNSET = { sunset: { $ref: '#/components/headers/sunset' } };

function responsesOf({ registered: { contract }, section }: Endpoint, schema: JsonSchema): Json {
  const reads = section.method === 'GET';
  const headers = {
    ...(reads && ETAG),
    ...(section.deprecated && DEPRECATION),
    ...(section.deprecated?.sunset !== undefined && SUNSET),
  };
  const response = (name: ResponseName): JsonSchema => ({ $ref: `#/components/responses/${name}` });
  return {
    200: {
      description: 'The answer. What failed of it is null, and told in `errors`.',
      ...(Object.keys(headers).length > 0 && { headers }),
      content: { 'application/json': { schema } },
    },
    ...(section.answer !== undefined &&
      contract.type === 'mutation' && { 204: { description: 'Done; there is nothing to tell.' } }),
    ...(reads && { 304: { description: 'The answer is still the one of the `ETag` that was sent.' } }),
    ...(section.answer !== undefined && contract.type === 'query' && { 404: response('not-found') }),
    ...(Object.keys(section.variables).length > 0 && { 422: response('wrong-values') }),
    default: response('problem'),
  };
}
