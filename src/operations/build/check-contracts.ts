import { join, relative } from 'node:path';
import type { ContractSection } from '../../kernel/plugin.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { type Problem, ProblemsError } from '../../kernel/problems/problem.ts';
import type { BuiltContracts } from './build-contracts.ts';
import { contractChanges } from './changes/contract-changes.ts';
import { pairContracts } from './changes/pair-contracts.ts';
import { operationText } from './register/registration.ts';
import { contractFile, contractFiles, INDEX, readContracts, type StaleFile, staleFiles } from './contract-files.ts';

const STALE = {
  missing: 'This contract is missing.',
  changed: 'This file is not what the build would write now.',
  'left over': 'No operation belongs to this contract any more.',
} as const;

/**
 * Everything that is wrong with the registered operations: what does not fit the graph or their own promises, and files that are not what a build would write now, with what would change.
 */
export function checkContracts(
  folder: string,
  built: BuiltContracts,
  sections: readonly ContractSection[],
): readonly Problem[] {
  if (built.problems.length > 0) return built.problems;
  const fileOf = (file: string): string => relative(process.cwd(), join(folder, file));
  const broken = built.contracts.flatMap((contract) =>
    sections.flatMap(({ finding }) => {
      const message = finding?.(contract);
      const label = operationText(contract.name, contract.clients ?? []);
      return message === undefined ? [] : [{ file: fileOf(contractFile(contract)), message: `${message} (${label})` }];
    }),
  );
  // That the index names another schema is no fault: it tells the gateway what it need not validate again.
  const stale = staleFiles(folder, contractFiles(built)).filter(
    ({ file, state }) => file !== INDEX || state === 'missing',
  );
  const words = stale.length > 0 ? changesByFile(folder, built.contracts, sections) : new Map<string, string>();
  const toProblem = ({ file, state }: StaleFile): Problem => ({
    file: fileOf(file),
    message: [STALE[state], BUILD, words.get(file)].filter(Boolean).join(' '),
  });
  return [...broken, ...stale.map(toProblem)];
}

const BUILD = 'Run `tollgate operations build` and commit what it writes.';

function changesByFile(
  folder: string,
  contracts: readonly Contract[],
  sections: readonly ContractSection[],
): ReadonlyMap<string, string> {
  const { pairs } = pairContracts(contracts, standing(folder));
  return new Map(
    pairs.map((pair) => {
      const { now, before } = pair;
      const words = before ? contractChanges(pair, sections) : [];
      return [contractFile(now), [...words, `(${operationText(now.name, now.clients ?? [])})`].join(' ')];
    }),
  );
}

/** What was last built; nothing where that cannot be read, which the check tells as stale. */
function standing(folder: string): readonly Contract[] {
  try {
    return readContracts(folder);
  } catch (error) {
    if (error instanceof ProblemsError) return [];
    throw error;
  }
}
