import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type DefinitionNode,
  type DocumentNode,
  getLocation,
  GraphQLError,
  type GraphQLSchema,
  isObjectType,
  Kind,
  printSchema,
  validateSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { didYouMean } from '../kernel/nearest.ts';
import type { AnyPlugin, GraphPart } from '../kernel/plugin.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import { graphqlProblem, type Problem, ProblemsError } from '../kernel/problem.ts';
import type { ResolverMap } from '../kernel/resolver.ts';
import { placeGates } from './gates.ts';
import { parseSdl, readSdlFiles } from './sdl-files.ts';

const GATEWAY_SDL = fileURLToPath(new URL('../../schema/gateway/', import.meta.url));
const ROOT_TYPES = new Set(['Query', 'Mutation', 'Subscription']);

export interface GraphInput {
  /** Globs of the users' SDL files; none for the admin graph. */
  readonly schema: readonly string[];
  readonly resolvers: ResolverMap;
  /** The folder that globs are seen from. */
  readonly root: string;
  readonly plugins: readonly AnyPlugin[];
  readonly plane: 'public' | 'admin';
  /** The names that code resolvers may call. */
  readonly sources: readonly string[];
}

/** Builds the graph of one plane: the gateway's own SDL, the users' files and what plugins add, merged and checked. */
export function buildGraph(input: GraphInput): Graph {
  const parts = input.plugins.flatMap((plugin) => {
    const part = plugin.graph?.[input.plane];
    return part ? [{ name: plugin.name, part }] : [];
  });
  const documents = [
    ...readSdlFiles(['*.graphql'], GATEWAY_SDL),
    ...(input.schema.length > 0 ? readSdlFiles(input.schema, input.root) : []),
    ...parts.flatMap(({ name, part }) => partDocument(name, part)),
  ];
  const merged = mergeRootTypes(documents);
  const problems = [...renamedRoots(merged), ...validateSDL(merged).map(sdlProblem)];
  if (problems.length > 0) throw new ProblemsError('The schema does not build.', problems);
  const make = () => withResolvers(merged, [...parts.map(({ part }) => part.resolvers ?? {}), input.resolvers]);
  const gated = (made: GraphQLSchema): GraphQLSchema => {
    const gates = input.plane === 'public' ? parts.map(({ part }) => part) : [];
    placeGates(made, gates);
    return made;
  };
  const schema = make();
  const invalid = validateSchema(schema).map(sdlProblem);
  if (invalid.length > 0) throw new ProblemsError('The schema does not build.', invalid);
  checkSources(schema, input.sources);
  const found = parts.flatMap(({ part }) => part.check?.(schema) ?? []);
  if (found.length > 0) throw new ProblemsError('The schema does not fit the rest of the config.', found);
  const hash = createHash('sha256').update(printSchema(schema)).digest('hex');
  return { schema: gated(schema), copy: () => gated(make()), hash };
}

function partDocument(name: string, { sdl }: GraphPart): DocumentNode[] {
  if (sdl === undefined) return [];
  const parsed = parseSdl(sdl, `plugin ${name}`);
  if ('problem' in parsed) throw new ProblemsError(`The SDL of plugin "${name}" cannot be parsed.`, [parsed.problem]);
  return [parsed.document];
}

/**
 * One document of all files. Several files may each write `type Query { … }`, which is how people split a graph; from the
 * second on it counts as `extend type Query`. Other types that stand twice stay an error with both positions.
 */
function mergeRootTypes(documents: readonly DocumentNode[]): DocumentNode {
  const seen = new Set<string>();
  const definitions = documents
    .flatMap((document) => document.definitions)
    .map((definition): DefinitionNode => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOT_TYPES.has(definition.name.value)) return definition;
      if (!seen.has(definition.name.value)) {
        seen.add(definition.name.value);
        return definition;
      }
      const { description: _, ...extension } = definition;
      return { ...extension, kind: Kind.OBJECT_TYPE_EXTENSION };
    });
  return { kind: Kind.DOCUMENT, definitions };
}

/** The gateway's own fields stand under `Query`; another root would lose them in silence. */
function renamedRoots({ definitions }: DocumentNode): readonly Problem[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.operationTypes ?? []).flatMap(({ type, operation, loc }) => {
      const wanted = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
      if (type.name.value === wanted) return [];
      const message = `The root type of ${operation} operations must be called ${wanted}, not ${type.name.value}.`;
      return [graphqlProblem(new GraphQLError(message, { nodes: loc ? [type] : null }), 'schema')];
    });
  });
}

/** Placed where the user can mend it: of several places, the one that is not in the gateway's own files; the others are named. */
function sdlProblem(error: GraphQLError): Problem {
  const places = (error.nodes ?? []).flatMap(({ loc }) =>
    loc ? [{ file: loc.source.name, ...getLocation(loc.source, loc.start) }] : [],
  );
  const own = places.findIndex(({ file }) => !file.includes('schema/gateway/'));
  const [place, ...others] = own > 0 ? [...places.slice(own), ...places.slice(0, own)] : places;
  if (!place) return graphqlProblem(error, 'schema');
  const also = others.map(({ file, line, column }) => `${file}:${line}:${column}`).join(', ');
  return { ...place, message: also ? `${error.message} See also ${also}.` : error.message };
}

function withResolvers(typeDefs: DocumentNode, resolvers: readonly ResolverMap[]): GraphQLSchema {
  try {
    return makeExecutableSchema({
      typeDefs,
      resolvers: resolvers as never, // the map's element types are narrower than the library's, which defeats its inference
      resolverValidationOptions: { requireResolversToMatchSchema: 'error', requireResolversForResolveType: 'ignore' },
      assumeValidSDL: true,
    });
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new ProblemsError('The schema does not build.', [graphqlProblem(error, 'schema')]);
    throw new ProblemsError('The schema does not build.', [
      { file: 'resolvers', message: String(error instanceof Error ? error.message : error) },
    ]);
  }
}

function checkSources(schema: GraphQLSchema, known: readonly string[]): void {
  const problems: Problem[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const source of sourcesOfField(field)) {
        if (known.includes(source)) continue;
        const message = `The resolver of ${type.name}.${field.name} calls the source "${source}", which the config does not have.${didYouMean(source, known)} Sources: ${known.join(', ') || 'none'}.`;
        problems.push({ file: 'resolvers', message });
      }
    }
  }
  if (problems.length > 0) throw new ProblemsError('The graph calls sources that do not exist.', problems);
}

function sourcesOfField(field: { readonly extensions: Readonly<Record<string, unknown>> }): readonly string[] {
  const { sources } = field.extensions;
  return Array.isArray(sources) ? sources : [];
}
