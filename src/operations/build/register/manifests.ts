import { globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type DocumentNode, getLocation, GraphQLError, Kind, parse, type ParseOptions, Source } from 'graphql';
import * as z from 'zod';
import type { ContractClient } from '../../../kernel/ports/registry.ts';
import type { Place, Problem } from '../../../kernel/problems/problem.ts';
import { algorithmOf, ID_FORMS, idMistake, normalisedId } from '../../ids.ts';
import { isMap, type ManifestEntry, manifestEntries } from './manifest-shapes.ts';
import { repeatedKeys } from './repeated-keys.ts';
import { asMistake, clientMistake, hasName, operationText, type Registration, type Written } from './registration.ts';

/** Reads what clients' toolchains wrote: every JSON file below the folder, but for those that the build writes. */
export function readManifests(folder: string, problems: Problem[]): readonly Registration[] {
  const files = globSync('**/*.json', { cwd: folder, exclude: ['contracts/**', 'manifest.json'] }).sort();
  return files.flatMap((file) => readManifest(join(folder, file), problems));
}

function readManifest(path: string, problems: Problem[]): readonly Registration[] {
  const file = relative(process.cwd(), path);
  const json = readFileSync(path, 'utf8').replace(/^\uFEFF/, ''); // as tools on Windows begin a file
  const placeOf = placesIn(file, json);
  return entriesOf(file, json, problems).flatMap((entry) => {
    const place = placeOf(entry.id);
    try {
      return [registrationOf(entry, clientOf(file, entry), place)];
    } catch (error) {
      const message = inText(asMistake(error), `id ${entry.id.slice(0, 80)}`);
      problems.push({ ...place(), message });
      return [];
    }
  });
}

function entriesOf(file: string, json: string, problems: Problem[]): readonly ManifestEntry[] {
  try {
    const parsed: unknown = JSON.parse(json);
    const entries = manifestEntries(parsed);
    if (isMap(parsed)) problems.push(...repeatedKeys(json).map((repeated) => twice(repeated, file, json)));
    return entries;
  } catch (error) {
    const why = error instanceof z.ZodError ? shapeMistake(error) : String(error);
    problems.push({ file, message: `${UNKNOWN_SHAPE} ${why}` });
    return [];
  }
}

/** `operations.3.id: Invalid input: …`, of the first of them. */
function shapeMistake({ issues: [first, ...more] }: z.ZodError): string {
  const path = first?.path.join('.');
  return [`${path ? `${path}: ` : ''}${first?.message}`, ...(more.length > 0 ? [`and ${more.length} more`] : [])].join(
    ', ',
  );
}

function twice({ key, at }: ReturnType<typeof repeatedKeys>[number], file: string, json: string): Problem {
  const message = `The id ${key} stands in this file twice, and the last one alone would count. Keep one of them.`;
  return { file, ...getLocation(new Source(json, file), at), message };
}

const UNKNOWN_SHAPE =
  'This is no manifest of operations: neither Apollo’s, nor a map `{ id: text }`, nor a list of `[id, text]`.';

/** `web@2.1.0.json` holds what version 2.1.0 of the client `web` sends; a name in the manifest goes before. */
function clientOf(file: string, { clientName }: ManifestEntry): ContractClient {
  const [, name = '', version] = /^(.+?)(?:@([^@]*))?$/.exec(basename(file, '.json')) ?? [];
  return { name: clientName ?? name, versions: version ? [version] : [] };
}

function registrationOf(entry: ManifestEntry, client: ContractClient, place: () => Place): Registration {
  const { id, text } = entry;
  const written = readText(text, { noLocation: true });
  const name = written.operation.name.value;
  const wrong = mistakeIn(entry, written, client);
  if (wrong) throw new GraphQLError(wrong);
  return {
    id,
    algorithm: algorithmOf(normalisedId(id) ?? id, text),
    name,
    text,
    clients: [client],
    shared: false,
    read: () => readText(text),
    place,
    problem: (error) => ({ ...place(), message: inText(error, operationText(name, [client])) }),
    relocate: ({ message, line, column }) => {
      const locations = line === undefined || column === undefined ? [] : [{ line, column }];
      return { ...place(), message: inText({ message, locations }, operationText(name, [client])) };
    },
  };
}

/** @throws GraphQLError when it is not one operation with a name. */
function readText(text: string, options?: ParseOptions): Written {
  const document: DocumentNode = parse(new Source(text, 'text'), options);
  const [operation, ...more] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation || more.length > 0) throw new GraphQLError('A registered text has one operation.');
  if (!hasName(operation))
    throw new GraphQLError(`A registered operation needs a name. Write \`${operation.operation} SomeName { … }\`.`);
  return { document, operation };
}

/** What the manifest says of the operation must be so. */
function mistakeIn(
  { id, text, name, type }: ManifestEntry,
  { operation }: Written,
  client: ContractClient,
): string | undefined {
  const hash = normalisedId(id);
  const wrongName = clientMistake(client.name);
  if (wrongName) return wrongName;
  if (hash === null) return `No client could send this id. ${ID_FORMS}`;
  const wrong = idMistake(hash, text);
  if (wrong) return `${wrong} Has the text been changed since?`;
  const own = operation.name.value;
  if (name !== undefined && name !== own)
    return `The operation is called "${own}" in its text, and "${name}" beside it.`;
  if (type !== undefined && type !== operation.operation)
    return `The operation is a ${operation.operation} in its text, and a ${type} beside it.`;
  return undefined;
}

/** A mistake in the text of an entry; the place in the file is that of its id, so the words tell that in the text. */
function inText({ message, locations }: Pick<GraphQLError, 'message' | 'locations'>, what: string): string {
  const [location] = locations ?? [];
  const where = location ? `, line ${location.line}, column ${location.column} of its text` : '';
  return `${message} (${what}${where})`;
}

/** Finds where ids stand in a JSON text, asked for in the order in which they stand there. */
function placesIn(file: string, json: string): (id: string) => () => Place {
  let from = 0;
  return (id) => {
    const written = JSON.stringify(id);
    // Objects do not keep the order of keys that look like numbers.
    const next = json.indexOf(written, from);
    const at = next === -1 ? json.indexOf(written) : next;
    if (next !== -1) from = next + written.length;
    return () => (at === -1 ? { file } : { file, ...getLocation(new Source(json, file), at) });
  };
}
