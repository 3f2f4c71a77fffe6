import { createHash } from 'node:crypto';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import type { Gate } from '../kernel/fields/gate.ts';
import type { AnyPlugin, GraphPart } from '../kernel/plugin.ts';
import type { Graph, InnerGraph, SchemaCheck } from '../kernel/ports/graph.ts';
import { graphqlProblem, ProblemsError } from '../kernel/problems/problem.ts';
import type { ResolverMap } from '../kernel/fields/resolver.ts';
import { placeArounds } from './arounds.ts';
import { gatesOf, placeGates } from './gates.ts';
import { refuseUnknownTags } from './merge/hidden-by.ts';
import { idleDirectives } from './merge/idle-directives.ts';
import { type ReadGraph, readGraph } from './merge/read-graph.ts';
import { placeRecall } from './recall.ts';
import { placeRequiredReaders } from './required-readers.ts';
import { placeRootReaders } from './root-readers.ts';
import { parseSdl, readOwnSdl, readSdlFiles } from './sdl-files.ts';

export interface GraphInput {
  /** Globs of the users' SDL files; none for the admin graph. */
  readonly schema: readonly string[];
  /** Tags that hide from clients what they stand on. */
  readonly excludeTags: readonly string[];
  readonly resolvers: ResolverMap;
  /** The folder that globs are seen from. */
  readonly root: string;
  readonly plugins: readonly AnyPlugin[];
  readonly plane: 'public' | 'admin';
  readonly checks: readonly SchemaCheck[];
}

/** Builds the graph of one plane: the gateway's own SDL, the users' files and what plugins add, merged and checked. */
export function buildGraph(input: GraphInput): Graph {
  const parts = input.plugins.flatMap((plugin) => {
    const part = plugin.graph?.[input.plane];
    return part ? [{ name: plugin.name, part }] : [];
  });
  const users = [
    ...(input.schema.length > 0 ? readSdlFiles(input.schema, input.root) : []),
    ...parts.flatMap(({ name, part }) => partDocument(name, part)),
  ];
  const { excludeTags, checks } = input;
  const read = withoutErrors(readGraph({ ...readOwnSdl(), users }, { checks, excludeTags }));
  refuseUnknownTags(read.inner.document, excludeTags);
  const resolvers = [...parts.map(({ part }) => part.resolvers ?? {}), input.resolvers];
  const make = () =>
    withResolvers(
      read.visible,
      resolvers.map((map) => visibleResolvers(map, read.hidden)),
    );
  const schema = make();
  const found = parts.flatMap(({ part }) => part.check?.(schema) ?? []);
  if (found.length > 0) throw new ProblemsError('The schema does not fit the rest of the config.', found);
  return {
    ...withGates({ schema, make, inner: read.inner }, input.plane === 'public' ? parts.map(({ part }) => part) : []),
    isCoded: isIn(codedFields(read.inner.schema, resolvers)),
    hash: createHash('sha256')
      .update(printSchema(lexicographicSortSchema(schema)))
      .digest('hex'),
    inner: read.inner,
    warnings: [...read.findings, ...idleDirectives([read.inner.document])],
  };
}

type Sound = Extract<ReadGraph, { readonly inner: object }>;

function withoutErrors(read: ReadGraph): Sound {
  if (read.inner) return read;
  const problems = read.findings.filter(({ severity }) => severity === 'error');
  throw new ProblemsError('The schema does not build.', problems);
}

/** A resolver of something hidden is never asked, and the public schema has no place for it. */
function visibleResolvers(map: ResolverMap, hidden: ReadonlySet<string>): ResolverMap {
  const types = Object.entries(map).filter(([type]) => !hidden.has(type));
  return Object.fromEntries(
    types.map(([type, members]) => {
      if (isScalarType(members)) return [type, members];
      const visible = Object.entries(members).filter(([member]) => !hidden.has(`${type}.${member}`));
      return [type, Object.fromEntries(visible)];
    }),
  );
}

interface Made {
  readonly schema: GraphQLSchema;
  readonly make: () => GraphQLSchema;
  readonly inner: InnerGraph;
}

/** The schema with its gates placed, and what is known of its fields from before that. */
function withGates(
  { schema, make, inner }: Made,
  parts: readonly GraphPart[],
): Pick<Graph, 'schema' | 'copy' | 'gates'> {
  const gates = gatesOf(schema, parts);
  const finished = (made: GraphQLSchema): GraphQLSchema => {
    placeRootReaders(made);
    placeRequiredReaders(made, inner);
    placeArounds(made, parts);
    placeGates(made, gates);
    placeRecall(made);
    return made;
  };
  return {
    schema: finished(schema),
    copy: () => finished(make()),
    gates: (type, field) => gates.get(`${type}.${field}`) ?? NO_GATES,
  };
}

const NO_GATES: readonly Gate[] = [];

function isIn(coordinates: readonly string[]): Graph['isCoded'] {
  const all = new Set(coordinates);
  return (type, field) => all.has(`${type}.${field}`);
}

/** The fields with a resolver in code, whether clients see them or not. */
function codedFields(inner: GraphQLSchema, resolvers: readonly ResolverMap[]): readonly string[] {
  return resolvers.flatMap((map) =>
    Object.entries(map).flatMap(([name, members]) => {
      if (!isObjectType(inner.getType(name))) return [];
      return Object.keys(members).map((member) => `${name}.${member}`);
    }),
  );
}

function partDocument(name: string, { sdl }: GraphPart): DocumentNode[] {
  if (sdl === undefined) return [];
  const parsed = parseSdl(sdl, `plugin ${name}`);
  if ('problem' in parsed) throw new ProblemsError(`The SDL of plugin "${name}" cannot be parsed.`, [parsed.problem]);
  return [parsed.document];
}

function withResolvers(document: DocumentNode, resolvers: readonly ResolverMap[]): GraphQLSchema {
  try {
    return makeExecutableSchema({
      // Given as a document it would be merged once more, by rules that fold repeated directives into one.
      typeDefs: buildASTSchema(document, { assumeValidSDL: true }),
      resolvers: resolvers as never, // the map's element types are narrower than the library's, which defeats its inference
      resolverValidationOptions: { requireResolversToMatchSchema: 'error', requireResolversForResolveType: 'ignore' },
    });
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new ProblemsError('The schema does not build.', [graphqlProblem(error, 'schema')]);
    throw new ProblemsError('The schema does not build.', [
      { file: 'resolvers', message: String(error instanceof Error ? error.message : error) },
    ]);
  }
}
