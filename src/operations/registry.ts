import { GraphQLError, parse, validate } from 'graphql';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Contract, Registered, Registry } from '../kernel/ports/registry.ts';
import { type Problem, ProblemsError } from '../kernel/problem.ts';
import { normalise, normalisedText } from './text.ts';

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
        file: contract.name,
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
  const { id, name, type } = contract;
  try {
    const document = parse(contract.document, { noLocation: true });
    const [error] = validate(graph.schema, document, undefined, { maxErrors: 1 });
    if (error) throw error;
    return { contract, operation: { id, name, type, document, registered: true } };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    problems.push({ file: `operation ${name}`, message: error.message });
    return undefined;
  }
}
