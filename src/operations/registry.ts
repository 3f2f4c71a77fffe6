import { GraphQLError, parse, validate } from 'graphql';
import type { GatewayError } from '../errors/gateway-error.ts';
import type { DocumentLimits } from '../kernel/ports/document-limits.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Contract, Registered, Registry } from '../kernel/ports/registry.ts';
import type { Signals } from '../kernel/ports/signals.ts';
import { type Problem, ProblemsError } from '../kernel/problems/problem.ts';
import { contractFile } from './build/contract-files.ts';
import { mistakeIn, RegisteredOperation } from './registered-operation.ts';
import { idMistake } from './ids.ts';
import { normalise } from './text.ts';

/** What a build has written, or one in development has just made. */
export interface Contracts {
  readonly contracts: readonly Contract[];
  /** Of the graph that they were validated against; `undefined` where nobody knows. */
  readonly schemaHash: string | undefined;
}

interface RegistryParts {
  readonly graph: Graph;
  readonly limits: DocumentLimits;
  readonly signals: Signals;
}

interface Entry extends Registered {
  readonly operation: RegisteredOperation;
}

/** The registered operations of a generation. They are validated only where the build has not done it for this very graph. */
export function createRegistry({ contracts, schemaHash }: Contracts, parts: RegistryParts): Registry {
  const { graph } = parts;
  const problems: Problem[] = [];
  const byId = new Map<string, Entry>();
  const byName = new Map<string, RegisteredOperation[]>();
  for (const contract of contracts) {
    const operation = new RegisteredOperation(contract);
    const mistake =
      (schemaHash === graph.hash ? undefined : misfit(contract, parts)) ??
      wrongId(operation, contract) ??
      clash(operation, byId.get(operation.id));
    if (mistake) problems.push({ file: contractFile(contract), message: mistake });
    byId.set(operation.id, { contract, operation, overLimit: judging(operation, parts) });
    byName.set(contract.name, [...(byName.get(contract.name) ?? []), operation]);
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
      // Texts that are equal are so by name too; so only a few of all texts are ever normalised.
      const [, name = ''] = /^\w+ (\w+)/.exec(normalised ?? '') ?? [];
      const same = byName.get(name)?.find((operation) => operation.normalised === normalised);
      return same && byId.get(same.id);
    },
    all: () => byId.values(),
  };
}

const ANEW = 'Run `tollgate operations build` to write it anew.';

/** Judged once, when it is first asked for: the build has refused it, unless a limit was lowered since. */
function judging(operation: RegisteredOperation, { limits, signals }: RegistryParts): Registered['overLimit'] {
  let refusal: GatewayError | null | undefined;
  return () => {
    if (refusal !== undefined) return refusal;
    refusal = limits.ofText(operation.text) ?? limits.ofDocument(operation.document);
    if (refusal) {
      const message = `The registered operation ${operation.name} does not run: ${refusal.message} (${refusal.code})`;
      signals.emit({ level: 'error', name: 'operation.over-limit', message });
    }
    return refusal;
  };
}

function misfit(contract: Contract, { graph, limits }: RegistryParts): string | undefined {
  try {
    const refusal = limits.ofText(contract.document);
    if (refusal?.code === 'GRAPHQL_PARSE_FAILED') throw refusal;
    const document = parse(contract.document, { noLocation: true });
    // What does not run need not fit, and might take long to be judged.
    const runs = !refusal && !limits.ofDocument(document);
    const [error] = runs ? validate(graph.schema, document, undefined, { maxErrors: 1 }) : [];
    if (error) return `${error.message} (operation ${contract.name})`;
    const mistake = mistakeIn(contract, document);
    return mistake && `${mistake} ${ANEW}`;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return `${error.message} (operation ${contract.name})`;
  }
}

function wrongId({ id, text }: RegisteredOperation, { algorithm }: Contract): string | undefined {
  const mistake = idMistake(id, text, algorithm);
  return mistake && `${mistake} ${ANEW}`;
}

function clash({ id }: RegisteredOperation, other: Entry | undefined): string | undefined {
  return other && `The id ${id} is that of operation "${other.contract.name}" too. Run \`tollgate operations build\`.`;
}
