import type { GraphQLSchema } from 'graphql';
import { sha256 } from '../../ids.ts';
import { Components } from './components.ts';
import type { JsonSchema } from './json-schema.ts';
import { type Endpoint, openApiOperation, type ResponseName } from './openapi-operation.ts';
import { SECURITY_SCHEMES } from './security.ts';

/** What the document says of the whole. */
export interface DocumentInfo {
  readonly title: string;
  /** Changes whenever what is described may have changed. */
  readonly version: string;
}

/** The OpenAPI 3.1 document of all endpoints. The same endpoints give the same document. */
export function openApiDocument(endpoints: readonly Endpoint[], schema: GraphQLSchema, info: DocumentInfo): JsonSchema {
  const components = new Components();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const tags = new Set<string>();
  const operationId = operationIds(endpoints);
  const order = ({ section: { path, method } }: Endpoint): string => `${path} ${method}`;
  for (const endpoint of [...endpoints].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const { method, path } = endpoint.section;
    const { owner } = endpoint.registered.contract;
    if (typeof owner === 'string') tags.add(owner);
    (paths[path] ??= {})[method.toLowerCase()] = {
      operationId: operationId(endpoint),
      ...openApiOperation(endpoint, schema, components),
    };
  }
  const isGuarded = Object.values(paths).some((methods) => Object.values(methods).some(({ security }) => security));
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version },
    servers: [{ url: '/api' }],
    tags: [...tags].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...components.schemas(), ...ERROR_SCHEMAS },
      headers: HEADERS,
      responses: RESPONSES,
      ...(isGuarded && { securitySchemes: SECURITY_SCHEMES }),
    },
  };
}

/** Their names, by which generated clients call them; namesakes of several clients bear the beginning of a hash too. */
function operationIds(endpoints: readonly Endpoint[]): (endpoint: Endpoint) => string {
  const named = Map.groupBy(endpoints, ({ registered }) => registered.contract.name);
  return ({ registered: { contract } }) =>
    named.get(contract.name)?.length === 1 ? contract.name : `${contract.name}_${sha256(contract.id).slice(0, 8)}`;
}

const ERROR = {
  detail: { type: 'string', description: 'What happened and what to do, for people.' },
  code: { type: 'string', description: 'What happened, for programs: a code of the error catalogue.' },
  retryable: { type: 'boolean', description: 'Whether the same request may succeed later.' },
  retryAfterSeconds: { type: 'number' },
  parameter: { type: 'string', description: 'The parameter of the address that has a wrong value.' },
};

/** A hyphen keeps their names apart from those of the graph. */
const ERROR_SCHEMAS = {
  'partial-errors': {
    type: 'array',
    description: 'What failed, where the rest of the answer is whole.',
    items: {
      type: 'object',
      properties: { ...ERROR, pointer: { type: 'string', description: 'Where in the answer: a JSON pointer.' } },
      required: ['detail', 'code', 'retryable'],
    },
  },
  'problem-details': {
    type: 'object',
    description: 'Why there is no answer (RFC 9457).',
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer' },
      ...ERROR,
      requestId: { type: 'string', description: 'What operators find the request by.' },
      errors: {
        type: 'array',
        description: 'All that is wrong, where it is several things or told of a place.',
        items: {
          type: 'object',
          properties: { ...ERROR, pointer: { type: 'string', description: 'Where in the body: a JSON pointer.' } },
        },
      },
    },
    required: ['type', 'title', 'status', 'detail', 'code'],
  },
};

const HEADERS = {
  etag: { description: 'Names the content; send it as `If-None-Match`.', schema: { type: 'string' } },
  deprecation: { description: 'Since when nobody should use this (RFC 9745).', schema: { type: 'string' } },
  sunset: { description: 'From when on it may be gone (RFC 8594).', schema: { type: 'string' } },
};

const problem = (description: string): JsonSchema => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem-details' } } },
});

const RESPONSES = {
  'not-found': problem('There is nothing of that kind.'),
  'wrong-values': problem('Values that cannot be taken; the problem names each.'),
  problem: problem('No answer; the problem says why, and what to do.'),
} satisfies Readonly<Record<ResponseName, JsonSchema>>;
