import { type GraphQLError, isInterfaceType, isObjectType, parse, validate } from 'graphql';
import { promiseNode, promisesOf } from '../../kernel/documents/promises.ts';
import type { AnyPlugin, ContractSection, RegisteredOperation } from '../../kernel/plugin.ts';
import type { DocumentLimits } from '../../kernel/ports/document-limits.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { placeOf, placeText, type Problem } from '../../kernel/problems/problem.ts';
import { asksForSchema } from '../request/allowed.ts';
import {
  asMistake,
  clientMistake,
  mergeClients,
  operationText,
  type Registration,
  type Written,
} from './register/registration.ts';
import { readRegistrations } from './register/registrations.ts';

export interface BuiltContracts {
  /** Sorted by name. */
  readonly contracts: readonly Contract[];
  /** Those that every client may look up in the manifest. */
  readonly shared: readonly Contract[];
  readonly problems: readonly Problem[];
  /** Of the graph that they fit. */
  readonly schemaHash: string;
}

export interface BuildParts {
  readonly graph: Graph;
  readonly plugins: readonly AnyPlugin[];
  readonly limits: DocumentLimits;
  /** Told of each operation that is done. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** Derives the contract of every operation below the folder; what does not fit the graph is a problem instead. */
export function buildContracts(folder: string, { graph, plugins, limits, progress }: BuildParts): BuiltContracts {
  const sections = sectionsOf({ plugins });
  checkKeys(sections);
  const checks = sections.flatMap(({ check }) => check?.() ?? []);
  const { registrations, problems: unread } = readRegistrations(folder);
  const problems = [...unread];
  const built: (readonly [Registration, Contract])[] = [];
  const build = (registration: Registration): void => {
    const written = registration.read();
    const found = validateOperation(registration, written, { graph, limits });
    problems.push(...found);
    if (found.length > 0) return;
    const operation = registeredOperation(registration, written, graph);
    const wrong = [...wrongClients(operation), ...checks.flatMap((check) => check(operation, graph))];
    problems.push(...wrong.map(registration.relocate));
    built.push([registration, contractOf(registration, operation, graph, sections)]);
  };
  for (const [index, registration] of registrations.entries()) {
    try {
      build(registration);
    } catch (error) {
      problems.push(registration.problem(asMistake(error)));
    }
    progress?.(index + 1, registrations.length);
  }
  built.sort(([, a], [, b]) => compare(a.name, b.name) || compare(a.id, b.id));
  return {
    contracts: built.map(([, contract]) => contract),
    shared: built.flatMap(([{ shared }, contract]) => (shared ? contract : [])),
    problems,
    schemaHash: graph.hash,
  };
}

export const sectionsOf = ({ plugins }: Pick<BuildParts, 'plugins'>): readonly ContractSection[] =>
  plugins.flatMap(({ contract }) => contract ?? []);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** File systems take names of 255 bytes. */
const LONGEST_NAME = 200;

function validateOperation(
  registration: Registration,
  written: Written,
  { graph, limits }: Pick<BuildParts, 'graph' | 'limits'>,
): readonly Problem[] {
  const { document, operation } = written;
  const refused = (message: string): readonly Problem[] => {
    const { name, clients, place } = registration;
    return [{ ...place(), message: `${message} (${operationText(name, clients)})` }];
  };
  if (operation.name.value.length > LONGEST_NAME)
    return refused(`The name of an operation has at most ${LONGEST_NAME} letters, because its contract is a file.`);
  if (operation.operation === 'subscription') return refused('Subscriptions cannot be served yet.');
  if (asksForSchema(document))
    return refused('The schema is not shown in production, so introspection cannot be registered.');
  const overLimit = limits.ofText(registration.text) ?? limits.ofDocument(document);
  if (overLimit) return refused(`${overLimit.message} (${overLimit.code})`);
  return validate(graph.schema, document).map((error) => {
    const problem = registration.problem(error);
    const hint = fieldsHint(error, graph);
    return hint
      ? { ...problem, message: problem.message.replace(error.message, (told) => `${told} ${hint}`) }
      : problem;
  });
}

const MOST_FIELDS = 12;

/** The fields that there are, where none is near enough for graphql-js to name it. */
function fieldsHint({ message }: GraphQLError, { schema }: Graph): string {
  const [, name] = /^Cannot query field "\w+" on type "(\w+)"\.$/.exec(message) ?? [];
  const type = name === undefined ? undefined : schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.keys(type.getFields());
  const shown = fields.slice(0, MOST_FIELDS);
  return `It has: ${[...shown, ...(fields.length > shown.length ? ['…'] : [])].join(', ')}.`;
}

function registeredOperation(
  { name, text, clients, place, shared }: Registration,
  { document, operation }: Written,
  { schema }: Graph,
): RegisteredOperation {
  const promises = promisesOf(operation, schema);
  // What a person wrote has its fragments in other files, and may be spelled otherwise than its text.
  return {
    name,
    label: () => `${operationText(name, clients)} (${placeText(place())})`,
    text,
    document: shared ? parse(text, { noLocation: true }) : document,
    definition: operation,
    promises,
  };
}

function wrongClients({ definition, promises: { clients = [] } }: RegisteredOperation): readonly Problem[] {
  const place = placeOf(promiseNode(definition, 'clients'));
  return clients.flatMap((name) => {
    const message = clientMistake(name);
    return message === undefined ? [] : [{ ...place, message }];
  });
}

function contractOf(
  { id, algorithm, name, text, clients: registeredBy }: Registration,
  operation: RegisteredOperation,
  graph: Graph,
  sections: readonly ContractSection[],
): Contract {
  const { definition, promises } = operation;
  const promised = (promises.clients ?? []).map((client) => ({ name: client, versions: [] }));
  const clients = mergeClients(registeredBy, promised);
  const derived = sections.flatMap(({ key, derive }) => {
    const value = derive(operation, graph);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    id,
    algorithm,
    name,
    type: definition.operation,
    ...(clients.length > 0 && { clients }),
    document: text,
    ...Object.fromEntries(derived),
  };
}

const OWN_KEYS = ['id', 'algorithm', 'name', 'type', 'clients', 'document'];

function checkKeys(sections: readonly ContractSection[]): void {
  const seen = new Set(OWN_KEYS);
  for (const { key } of sections) {
    if (seen.has(key))
      throw new Error(`Two parts of a contract have the key "${key}". Give the section of your plugin another.`);
    seen.add(key);
  }
}
