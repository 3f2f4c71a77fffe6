import { readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, parse, Source } from 'graphql';
import type { ConnectVersion } from '../../src/kernel/ports/graph.ts';
import type { Connector, ConnectorInputs } from '../../src/sources/connectors/connector.ts';
import { connectorsOf, type Connectors, type ConnectorsInput } from '../../src/sources/connectors/connectors-of.ts';

const FILE = 'schema/gateway/standard/connect.graphql';
const DIRECTIVES = parse(new Source(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), FILE));

interface Options extends Partial<Pick<ConnectorsInput, 'sources' | 'env'>> {
  readonly version?: ConnectVersion;
  /** Fields with code resolvers. */
  readonly resolved?: readonly string[];
}

/** The connectors of one schema text, which problems call `api.graphql`. */
export function read(sdl: string, { version = '0.3', env = {}, sources, resolved = [] }: Options = {}): Connectors {
  const document = concatAST([DIRECTIVES, parse(new Source(sdl, 'api.graphql'))]);
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  const resolves = (type: string, field: string): boolean => resolved.includes(`${type}.${field}`);
  const graph = { document, schema, connectVersion: () => version };
  return connectorsOf({ graph, resolves, env, ...(sources && { sources }) });
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
