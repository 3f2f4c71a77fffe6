import { z } from 'zod';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Registered, Registry } from '../../kernel/ports/registry.ts';
import type { RestFace, RestFaces } from '../../kernel/ports/rest-faces.ts';
import { operationOf } from '../../kernel/documents/selections.ts';
import { type DocumentInfo, openApiDocument } from './openapi/openapi-document.ts';
import { typedVariables } from './place-variables.ts';
import { type RestSection, restSection } from './section.ts';
import { givenPlace, variablesOf } from './variables-of.ts';

/** The endpoints that the contracts of a registry tell of. Nothing is compiled before an endpoint is first asked. */
export function createRestFaces(registry: Registry, graph: Graph, info: DocumentInfo): RestFaces {
  const endpoints = [...registry.all()].flatMap((registered) => {
    const { rest } = registered.contract;
    return rest === undefined ? [] : [{ registered, section: restSection.parse(rest) }];
  });
  let text: string | undefined;
  return {
    all: endpoints.map(({ registered, section }) => faceOf(registered, section, graph)),
    openApi: () => (text ??= JSON.stringify(openApiDocument(endpoints, graph.schema, info), null, 2)),
  };
}

function faceOf({ contract, operation }: Registered, section: RestSection, graph: Graph): RestFace {
  let variables: RestFace['variables'] | undefined;
  const compile = (): RestFace['variables'] => {
    const definition = operationOf(operation.document, operation.name);
    return variablesOf(section, typedVariables(definition, graph.schema));
  };
  return {
    method: section.method,
    path: section.path,
    id: operation.id,
    writes: contract.type === 'mutation',
    answer: section.answer ?? null,
    cacheControl: cacheControlOf(contract['cache']),
    headers: section.deprecated ? deprecationHeaders(section.deprecated) : {},
    variables: (given) => (variables ??= compile())(given),
    placeOf(variable) {
      const [name = '', ...path] = variable.split('.');
      return givenPlace(section.variables[name] ?? 'query', name, path);
    },
  };
}

const cacheSection = z.looseObject({ maxAge: z.number(), scope: z.enum(['PUBLIC', 'PRIVATE']) });

function cacheControlOf(section: unknown): string | null {
  const { data } = cacheSection.safeParse(section);
  return data && data.maxAge > 0 ? `max-age=${data.maxAge}, ${data.scope.toLowerCase()}` : null;
}

/** Source: RFC 9745, RFC 8594. */
function deprecationHeaders({ since, sunset, link }: RestSection['deprecated'] & {}): Readonly<Record<string, string>> {
  return {
    deprecation: `@${Date.parse(since) / 1_000}`,
    ...(sunset !== undefined && { sunset: new Date(sunset).toUTCString() }),
    ...(link !== undefined && { link: `<${link}>; rel="deprecation"; type="text/html"` }),
  };
}
