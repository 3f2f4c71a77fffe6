import type { ContractSection } from '../../../kernel/plugin.ts';
import type { Contract } from '../../../kernel/ports/registry.ts';
import type { OperationChanges, ToldContract } from './changes-markdown.ts';
import { contractChanges } from './contract-changes.ts';
import { pairContracts } from './pair-contracts.ts';

/** What happened to the registered operations, in words. */
export function operationChanges(
  now: readonly Contract[],
  before: readonly Contract[],
  sections: readonly ContractSection[],
): OperationChanges {
  const { pairs, retired } = pairContracts(now, before);
  const told = pairs.map((pair) => ({ pair, words: contractChanges(pair, sections) }));
  const toTold = ({ pair, words }: (typeof told)[number]): ToldContract => ({ contract: pair.now, words });
  const changed = told.filter(({ pair, words }) => pair.before && words.length > 0);
  const added = told.filter(({ pair }) => !pair.before);
  return {
    changed: changed.map(toTold),
    added: added.map(toTold),
    retired: retired.map((contract) => ({ contract, words: [RETIRED] })),
    same: told.length - changed.length - added.length,
  };
}

const RETIRED = 'A client that still sends its id is refused.';
