import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  getLocation,
  type GraphQLError,
  Kind,
  validateSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import type { ConnectVersion, InnerGraph, SchemaCheck } from '../../kernel/ports/graph.ts';
import { type Finding, graphqlProblem } from '../../kernel/problems/problem.ts';
import { canonicalFile } from '../links/canonical-file.ts';
import { checkDirectiveValues } from './directive-values.ts';
import { hiddenBy } from './hidden-by.ts';
import { mergeDefinitions, renamedRoots } from './merge-definitions.ts';
import { keyOf, withoutOwn } from './own-definitions.ts';
import { publicDocument } from './public-document.ts';

export interface GraphFiles {
  /** The gateway's own types and directives, which clients may see. */
  readonly gateway: readonly DocumentNode[];
  /** Definitions of the standard directives: machinery. */
  readonly standard: DocumentNode;
  /** The users' files, and what plugins add. */
  readonly users: readonly DocumentNode[];
}

/** A graph as its files have it; without `inner` where an error is among the findings. */
export type ReadGraph =
  | { readonly findings: readonly Finding[]; readonly inner?: undefined }
  | {
      readonly findings: readonly Finding[];
      readonly inner: InnerGraph;
      /** What clients may see of it. */
      readonly visible: DocumentNode;
      /** Coordinates (`User`, `User.secret`) that they may not. */
      readonly hidden: ReadonlySet<string>;
    };

interface ReadOptions {
  readonly checks?: readonly SchemaCheck[];
  /** Tags that hide from clients what they stand on. */
  readonly excludeTags?: readonly string[];
}

/** Merges the files of a graph and checks them, stage by stage: what a later one would say of broken input helps nobody. */
export function readGraph(
  { gateway, standard, users }: GraphFiles,
  { checks = [], excludeTags = [] }: ReadOptions = {},
): ReadGraph {
  const files = users.map(canonicalFile);
  const own = withoutOwn(files, standard);
  const taken = new Set(own.definitions.map(keyOf));
  const outer = gateway.flatMap(({ definitions }) => definitions.filter((node) => !isSharedWith(taken, node)));
  const document = mergeDefinitions([...outer, ...own.standard, ...own.definitions]);
  const findings = [...files.flatMap((file) => file.findings), ...own.findings];
  findings.push(...renamedRoots(own.definitions), ...validateSDL(document).map((error) => sdlFinding(error, document)));
  if (hasError(findings)) return { findings };
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  findings.push(...validateSchema(schema).map((error) => sdlFinding(error, document)));
  findings.push(...checkDirectiveValues(schema, own.definitions));
  if (hasError(findings)) return { findings };
  const seen = publicDocument(document, new Set(own.standard), hiddenBy(excludeTags));
  findings.push(...seen.findings);
  if (!hasError(seen.findings)) findings.push(...checkVisible(seen.document));
  const versions = new Map<string, ConnectVersion>();
  for (const [index, { connectVersion }] of files.entries()) {
    const file = users[index]?.loc?.source.name;
    if (file !== undefined && connectVersion !== undefined) versions.set(file, connectVersion);
  }
  const inner: InnerGraph = { document, schema, connectVersion: (file) => versions.get(file) ?? '0.3' };
  findings.push(...checks.flatMap((check) => check(inner)));
  if (hasError(findings)) return { findings };
  return { findings, inner, visible: seen.document, hidden: seen.hidden };
}

/** Relay gives `PageInfo` its name and fields, so the users' own stands for the gateway's. */
function isSharedWith(users: ReadonlySet<string | undefined>, definition: DefinitionNode): boolean {
  const name = keyOf(definition);
  return name === 'PageInfo' && users.has(name);
}

const hasError = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

/** What is left may not hold: an object without fields, an interface that is no longer met. */
function checkVisible(document: DocumentNode): readonly Finding[] {
  const left = validateSchema(buildASTSchema(document, { assumeValidSDL: true }));
  return left.map((error) => {
    const found = sdlFinding(error, document);
    return { ...found, message: `${found.message} (As clients see it, without what is hidden.)` };
  });
}

/** Placed where the user can mend it: of several places, the one that is not in the gateway's own files; the others are named. */
function sdlFinding(error: GraphQLError, document: DocumentNode): Finding {
  const severity = 'error';
  const places = (error.nodes ?? []).flatMap(({ loc }) =>
    loc ? [{ file: loc.source.name, ...getLocation(loc.source, loc.start) }] : [],
  );
  const own = places.findIndex(({ file }) => !file.includes('schema/gateway/'));
  const [place, ...others] = own > 0 ? [...places.slice(own), ...places.slice(0, own)] : places;
  const message = `${error.message}${nearDirective(error.message, document)}`;
  if (!place) return { severity, ...graphqlProblem(error, 'schema'), message };
  const also = others.map(({ file, line, column }) => `${file}:${line}:${column}`).join(', ');
  return { severity, ...place, message: also ? `${message} See also ${also}.` : message };
}

/** graphql-js suggests names of types and arguments, but not of directives. */
function nearDirective(message: string, { definitions }: DocumentNode): string {
  const [, name] = /^Unknown directive "@(\w+)"\.$/.exec(message) ?? [];
  if (name === undefined) return '';
  const known = definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : []));
  return didYouMean(
    `@${name}`,
    [...known, 'deprecated', 'specifiedBy', 'oneOf'].map((one) => `@${one}`),
  );
}
