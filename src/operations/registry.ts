import { type DocumentNode, GraphQLError, Kind, parse, validate } from 'graphql';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Contract, Registered, Registry } from '../kernel/ports/registry.ts';
import { type Problem, ProblemsError } from '../kernel/problems/problem.ts';
import { contractFile } from './build/contract-files.ts';
import { normalise, normalisedText, sha256 } from './text.ts';

/** The registered operations of a generation, each parsed and known to fit its graph. */
export function createRegistry(contracts: readonly Contract[], graph: Graph): Registry {
  const problems: Problem[] = [];
  const byId = new Map<string, Registered>();
  const byText = new Map<string, Registered>();
  for (const contract of contracts) {
    const registered = register(contract, graph, problems);
    if (!registered) continue;
    const clash = byId.get(contract.id);
    if (clash)
      problems.push({
        file: contractFile(contract),
        message: `The id ${contract.id} is that of operation "${clash.contract.name}" too. Run \`tollgate operations build\`.`,
      });
    byId.set(contract.id, registered);
    byText.set(normalisedText(registered.operation.document), registered);
  }
  if (problems.length > 0)
    throw new ProblemsError(
      'Registered operations do not fit the schema. Mend them or the schema, then run `tollgate operations build`.',
      problems,
    );
  return {
    size: byId.size,
    byId: (id) => byId.get(id),
    byNormalisedText(text) {
      const normalised = normalise(text);
      return normalised === null ? undefined : byText.get(normalised);
    },
    all: () => byId.values(),
  };
}

function register(contract: Contract, graph: Graph, problems: Problem[]): Registered | undefined {
  const { id, name, type, document: text } = contract;
  const file = contractFile(contract);
  try {
    const document = parse(text, { noLocation: true });
    const [error] = validate(graph.schema, document, undefined, { maxErrors: 1 });
    if (error) throw error;
    const mistake = mistakeIn(contract, document);
    if (mistake) problems.push({ file, message: `${mistake} Run \`tollgate operations build\` to write it anew.` });
    return mistake ? undefined : { contract, operation: { id, name, type, text, document, registered: true } };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    problems.push({ file, message: `${error.message} (operation ${name})` });
    return undefined;
  }
}

/** What a contract says of its document must be so: at run time it is believed. */
function mistakeIn({ id, name, type, document: text }: Contract, document: DocumentNode): string | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || !operation) return 'The document of a contract has one operation.';
  if (operation.name?.value !== name) return `The operation is called "${operation.name?.value}", not "${name}".`;
  if (operation.operation !== type) return `The operation is a ${operation.operation}, not a ${type}.`;
  return sha256(text) === id ? undefined : 'The id is not the SHA-256 of the document.';
}
