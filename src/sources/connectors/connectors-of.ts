import { Kind, type ConstDirectiveNode, type DefinitionNode, type DocumentNode } from 'graphql';
import type { InnerGraph } from '../../kernel/ports/graph.ts';
import { grammarOf, type JsonObject } from '../mapping/mapping.ts';
import type { Resolves } from './composition/check-coverage.ts';
import { checkSchema } from './composition/check-schema.ts';
import { checkConnect } from './checks/check-connect.ts';
import { checkConnectConstants, checkSourceConstants } from './checks/check-constants.ts';
import { checkSourceShapes } from './checks/check-shapes.ts';
import { Findings, type ConnectorFinding } from './checks/finding.ts';
import { compileConnector, type ConnectorParts } from './compile-connector.ts';
import type { TellProblem } from './compile-expression.ts';
import type { Connector } from './connector.ts';
import type { ConnectDefinition, SourceDefinition } from './read/definition.ts';
import { Expressions } from './read/expressions.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { readConnect, type ConnectSite } from './read/read-connect.ts';
import { readSource } from './read/read-source.ts';
import { splitUrl } from './request/split-url.ts';
import { Sources, type ConfiguredSource, type ConnectorSource, type PlacedSource } from './sources-of.ts';

export interface ConnectorsInput {
  readonly graph: InnerGraph;
  /** Whether a field has a code resolver: then it needs no connector. Left out where only SDL is known. */
  readonly resolves?: Resolves;
  /** The config's sources; left out, the schema is checked by itself. */
  readonly sources?: Readonly<Record<string, ConfiguredSource>>;
  /** `$env`. */
  readonly env: JsonObject;
  /** Told of what goes wrong in mappings while they run, each kind once; it never becomes an error of GraphQL. */
  readonly tell?: TellProblem;
}

export interface Connectors {
  /** Empty when a finding is an error. */
  readonly connectors: readonly Connector[];
  /** The sources that they call, each once. */
  readonly sources: readonly ConnectorSource[];
  /** In the order of files and lines. */
  readonly findings: readonly ConnectorFinding[];
}

/** Reads, checks and compiles every `@connect` of a schema. It throws nothing and calls nothing. */
export function connectorsOf({ graph, resolves, sources: configured, env, tell }: ConnectorsInput): Connectors {
  const { document, schema, connectVersion } = graph;
  const findings = new Findings();
  const expressionsAt = ({ loc }: ConstDirectiveNode): Expressions =>
    new Expressions(grammarOf(connectVersion(loc?.source.name ?? '')), findings);
  const { declared, isWhole } = readSources(document, expressionsAt, findings);
  const connects = connectSites(document).flatMap((site) => {
    const definition = readConnect(site, expressionsAt(site.directive), findings);
    return definition ? [definition] : [];
  });
  const sources = new Sources(configured, env, findings);
  const placed = new Map([...declared.values()].map((source) => [source.name, sources.declared(source)]));
  for (const source of declared.values()) {
    checkSourceShapes(source, findings);
    const constants = configured && placed.get(source.name)?.constants;
    if (constants) checkSourceConstants(source, constants, findings);
  }
  const placedConnects = connects.map((connect) => {
    const source = connect.source ? declared.get(connect.source.value) : undefined;
    const target = targetOf(connect, { placed, sources, isWhole }, findings);
    if (target && configured) checkConnectConstants(connect, target.constants, findings);
    return { connect, source, target, isEntity: checkConnect({ connect, source, schema, findings }) };
  });
  checkSchema({ schema, connects: placedConnects, resolves, findings });
  const hasError = findings.list.some(({ severity }) => severity === 'error');
  return {
    connectors: hasError ? [] : placedConnects.flatMap((one) => compiled({ ...one, tell })),
    sources: sources.all,
    findings: findings.list.toSorted(byPlace),
  };
}

const compiled = ({
  target,
  ...rest
}: Omit<ConnectorParts, 'base' | 'constants'> & { target: PlacedSource | undefined }) =>
  target ? [compileConnector({ ...rest, base: target.base, constants: target.constants })] : [];

const byPlace = (a: ConnectorFinding, b: ConnectorFinding): number =>
  a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

function readSources(
  document: DocumentNode,
  expressionsAt: (directive: ConstDirectiveNode) => Expressions,
  findings: Findings,
): { readonly declared: ReadonlyMap<string, SourceDefinition>; readonly isWhole: boolean } {
  const sources = new Map<string, SourceDefinition>();
  let isWhole = true;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of named('source', definition)) {
      const source = readSource(directive, expressionsAt(directive), findings);
      isWhole &&= source !== undefined;
      const before = source && sources.get(source.name);
      if (before) {
        const { file, line } = before.at;
        const message = `The source "${source.name}" stands at ${file}:${line} already. Give one of the two another name.`;
        findings.error('DUPLICATE_SOURCE_NAME', source.at, message);
      } else if (source) sources.set(source.name, source);
    }
  }
  return { declared: sources, isWhole };
}

const named = (name: string, { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] }) =>
  directives.filter((directive) => directive.name.value === name);

function connectSites({ definitions }: DocumentNode): readonly ConnectSite[] {
  const counts = new Map<string, number>();
  const counted = (directive: ConstDirectiveNode, type: string, field?: string): ConnectSite => {
    const key = `${type}.${field}`;
    const index = counts.get(key) ?? 0;
    counts.set(key, index + 1);
    return { directive, type, field, index };
  };
  return definitions.filter(isObject).flatMap((definition) => {
    const type = definition.name.value;
    const onType = named('connect', definition).map((directive) => counted(directive, type));
    const onFields = (definition.fields ?? []).flatMap((field) =>
      named('connect', field).map((directive) => counted(directive, type, field.name.value)),
    );
    return [...onType, ...onFields];
  });
}

const isObject = (definition: DefinitionNode) =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;

interface KnownSources {
  readonly placed: ReadonlyMap<string, PlacedSource>;
  readonly sources: Sources;
  /** False when a `@source` could not be read: then a name may be unknown for that alone. */
  readonly isWhole: boolean;
}

/** The source that a connector calls. */
function targetOf(
  connect: ConnectDefinition,
  { placed, sources, isWhole }: KnownSources,
  findings: Findings,
): PlacedSource | undefined {
  if (!connect.source) return splitUrl(connect.url).origin === undefined ? undefined : sources.anonymous(connect);
  const { value: name, at } = connect.source;
  const found = placed.get(name);
  if (found) return found;
  const configured = sources.configured(name);
  if (configured) {
    const message = `The source "${name}" is the config's alone. Other composers need \`@source(name: "${name}", …)\` too.`;
    findings.warning('SOURCE_NAME_MISMATCH', at(0), message);
    return configured;
  }
  if (!isWhole) return undefined;
  const known = [...new Set([...placed.keys(), ...sources.names])];
  const rule = known.length === 0 ? 'NO_SOURCES_DEFINED' : 'SOURCE_NAME_MISMATCH';
  return findings.error(rule, at(0), `There is no source "${name}".${sourceHint(name, known)}`);
}

/** The nearest of the sources, and all of them. */
function sourceHint(name: string, known: readonly string[]): string {
  if (known.length === 0) return ' There is no `@source` yet: `extend schema @source(name: …, http: { baseURL: … })`.';
  return `${didYouMean(name, known)} Sources: ${known.join(', ')}.`;
}
