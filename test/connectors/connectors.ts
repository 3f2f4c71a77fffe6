import { buildASTSchema, concatAST, type GraphQLSchema, parse, Source } from 'graphql';
import { readFileSync } from 'node:fs';
import type { Connector, ConnectorInputs } from '../../src/sources/connectors/connector.ts';
import { connectorsOf, type Connectors, type ConnectorsInput } from '../../src/sources/connectors/connectors-of.ts';

const FILE = 'schema/gateway/connectors.graphql';
const DIRECTIVES = parse(new Source(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), FILE));

interface Options extends Partial<Pick<ConnectorsInput, 'sources' | 'env'>> {
  readonly version?: string;
  /** Gives fields code resolvers. */
  readonly resolved?: readonly string[];
}

/** The connectors of one schema text, which problems call `api.graphql`. */
export function read(sdl: string, { version = 'v0.3', env = {}, sources, resolved = [] }: Options = {}): Connectors {
  const document = concatAST([DIRECTIVES, parse(new Source(sdl, 'api.graphql'))]);
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  for (const coordinate of resolved) resolve(schema, coordinate);
  return connectorsOf({ document, schema, version: () => version, env, ...(sources && { sources }) });
}

function resolve(schema: GraphQLSchema, coordinate: string): void {
  const [type = '', field = ''] = coordinate.split('.');
  const found = schema.getType(type);
  if (found && 'getFields' in found) Object.assign(found.getFields()[field] ?? {}, { resolve: () => null });
}

/** The only connector of a schema that has nothing against it. */
export function one(sdl: string, options?: Options): Connector {
  const { connectors, findings } = read(sdl, options);
  const [connector] = connectors;
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!connector || errors.length > 0) throw new Error(JSON.stringify(findings, null, 1));
  return connector;
}

export const inputs = (given: Partial<ConnectorInputs> = {}): ConnectorInputs => ({
  args: {},
  parent: undefined,
  batch: undefined,
  surroundings: { headers: {}, context: {} },
  ...given,
});
