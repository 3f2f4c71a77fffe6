import { type DocumentNode, Kind, parse, validate } from 'graphql';
import type { AnyPlugin, ContractSection } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { graphqlProblem, type Problem } from '../../kernel/problems/problem.ts';
import { asksForSchema } from '../request/allowed.ts';
import { reachedFragments, registeredText, sha256 } from '../text.ts';
import { type NamedOperation, type OperationFiles, placeOf, readOperationFiles } from './read-files.ts';

export interface BuiltContracts {
  /** Sorted by name. */
  readonly contracts: readonly Contract[];
  readonly problems: readonly Problem[];
}

/** Derives the contract of every operation below the folder; what does not fit the graph is a problem instead. */
export function buildContracts(
  folder: string,
  { graph, plugins }: { readonly graph: Graph; readonly plugins: readonly AnyPlugin[] },
): BuiltContracts {
  const sections = plugins.flatMap(({ contract }) => contract ?? []);
  checkKeys(sections);
  const files = readOperationFiles(folder);
  const problems: Problem[] = [...files.problems];
  const contracts = files.operations.flatMap((operation) => {
    const found = validateOperation(operation, files, graph);
    problems.push(...found);
    return found.length > 0 ? [] : [contractOf(operation, files, graph, sections)];
  });
  return { contracts: contracts.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

function validateOperation(operation: NamedOperation, { fragments }: OperationFiles, graph: Graph): readonly Problem[] {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...reachedFragments(operation, fragments)],
  };
  const hint = `(operation ${operation.name.value})`;
  const place = placeOf(operation);
  if (operation.operation === 'subscription') {
    return [{ ...place, message: `Subscriptions cannot be served yet. ${hint}` }];
  }
  if (asksForSchema(document)) {
    return [
      { ...place, message: `The schema is not shown in production, so introspection cannot be registered. ${hint}` },
    ];
  }
  return validate(graph.schema, document).map((error) =>
    graphqlProblem(error, operation.loc?.source.name ?? 'unknown', hint),
  );
}

function contractOf(
  operation: NamedOperation,
  { fragments }: OperationFiles,
  graph: Graph,
  sections: readonly ContractSection[],
): Contract {
  const text = registeredText(operation, fragments);
  const registered = { name: operation.name.value, document: parse(text), definition: operation };
  const derived = sections.flatMap(({ key, derive }) => {
    const value = derive(registered, graph);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    id: sha256(text),
    name: operation.name.value,
    type: operation.operation,
    document: text,
    ...Object.fromEntries(derived),
  };
}

const OWN_KEYS = ['id', 'name', 'type', 'document'];

function checkKeys(sections: readonly ContractSection[]): void {
  const seen = new Set(OWN_KEYS);
  for (const { key } of sections) {
    if (seen.has(key))
      throw new Error(`Two parts of a contract have the key "${key}". Give the section of your plugin another.`);
    seen.add(key);
  }
}
