import type { Contract, ContractClient } from '../../../kernel/ports/registry.ts';
import { normalisedId } from '../../ids.ts';

/** An operation, and what it was before. */
export interface ContractPair {
  readonly now: Contract;
  /** `null` for a new operation. */
  readonly before: Contract | null;
  /** Whether `before` goes on beside it, for older versions of its client. */
  readonly both: boolean;
}

export interface PairedContracts {
  readonly pairs: readonly ContractPair[];
  /** Those that have no successor. */
  readonly retired: readonly Contract[];
}

/**
 * Finds for each contract the one before it: that of its id, else that of its name which the same client, or nobody in
 * particular, had. An id changes with the text, so most changes of an operation come under a new one.
 */
export function pairContracts(now: readonly Contract[], before: readonly Contract[]): PairedContracts {
  const ids = new Set(now.map(idOf));
  const byId = new Map(before.map((contract) => [idOf(contract), contract]));
  const byName = Map.groupBy(before, ({ name }) => name);
  const succeeded = new Set<Contract>();
  const pairs = now.map((contract): ContractPair => {
    const namesakes = byName.get(contract.name)?.filter((one) => related(one, contract)) ?? [];
    const gone = namesakes.find((one) => !ids.has(idOf(one)));
    const found = byId.get(idOf(contract)) ?? gone ?? namesakes.at(-1) ?? null;
    if (found) succeeded.add(found);
    return {
      now: contract,
      before: found,
      both: found !== null && found !== byId.get(idOf(contract)) && found !== gone,
    };
  });
  return { pairs, retired: before.filter((one) => !succeeded.has(one)) };
}

const idOf = ({ id }: Contract): string => normalisedId(id) ?? id;

function related(a: Contract, b: Contract): boolean {
  const [ofA, ofB] = [namesIn(a.clients), namesIn(b.clients)];
  return ofA.length === 0 ? ofB.length === 0 : ofA.some((name) => ofB.includes(name));
}

const namesIn = (clients: readonly ContractClient[] = []): readonly string[] => clients.map(({ name }) => name);
