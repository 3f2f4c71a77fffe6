import { type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql';
import type { ContractClient, IdAlgorithm } from '../../../kernel/ports/registry.ts';
import type { Place, Problem } from '../../../kernel/problems/problem.ts';

/** An operation with a name. */
export type NamedOperation = OperationDefinitionNode & { readonly name: NonNullable<OperationDefinitionNode['name']> };

export const hasName = (operation: OperationDefinitionNode): operation is NamedOperation =>
  operation.name !== undefined;

/** The one operation of a document, as it stands where it was written. */
export interface Written {
  readonly document: DocumentNode;
  readonly operation: NamedOperation;
}

/** An operation that shall be registered. */
export interface Registration {
  /** As its client wrote it. */
  readonly id: string;
  readonly algorithm: IdAlgorithm;
  readonly name: string;
  /** The text that is registered, to the byte. */
  readonly text: string;
  readonly clients: readonly ContractClient[];
  /** Whether it is everybody's: written as `.graphql`, and so in the manifest that clients read. */
  readonly shared: boolean;
  /** Read afresh, because ten thousand documents with their positions are more than a build should hold at once. */
  readonly read: () => Written;
  /** A function, because finding a line means reading the file up to it. */
  readonly place: () => Place;
  /** A mistake in its document, at its place. */
  readonly problem: (error: GraphQLError) => Problem;
  /** A problem found at a place of the document that was read, at its place in the file, naming the operation. */
  readonly relocate: (problem: Problem) => Problem;
}

/** What was thrown over a text, as a mistake in it. @throws what is none */
export function asMistake(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  if (thrown instanceof RangeError) return new GraphQLError('It is nested too deeply to be read. Ask for less in one.');
  throw thrown;
}

/** Which operation is spoken of: `operation TripBoard of web 2.1.0 and phone`. */
export function operationText(name: string, clients: readonly ContractClient[]): string {
  return clients.length === 0 ? `operation ${name}` : `operation ${name} of ${clientsText(clients)}`;
}

/** `phone and web 2.0.0, 2.1.0` */
export function clientsText(clients: readonly ContractClient[]): string {
  return clients.map(({ name, versions }) => [name, versions.join(', ')].filter(Boolean).join(' ')).join(' and ');
}

/** All clients of both, by name; each with all its versions. */
export function mergeClients(a: readonly ContractClient[], b: readonly ContractClient[]): readonly ContractClient[] {
  const versions = new Map<string, Set<string>>();
  for (const client of [...a, ...b])
    versions.set(client.name, new Set([...(versions.get(client.name) ?? []), ...client.versions]));
  return [...versions].sort(([x], [y]) => (x < y ? -1 : 1)).map(([name, all]) => ({ name, versions: [...all].sort() }));
}

const CLIENT_NAME = /^\P{Cc}{1,128}$/u;

/** What is wrong with the name of a client. */
export function clientMistake(name: string): string | undefined {
  if (CLIENT_NAME.test(name)) return undefined;
  return `No client could call itself ${JSON.stringify(name)}. Names have 1 to 128 printable characters.`;
}
