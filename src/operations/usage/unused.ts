import type { Contract } from '../../kernel/ports/registry.ts';
import { normalisedId } from '../ids.ts';
import { lastSeenOf, type UsageTotals } from './totals.ts';

export interface UnusedOperation {
  readonly contract: Contract;
  /** When anybody asked for it last, in milliseconds since the Unix epoch; `null` where nobody ever did. */
  readonly lastSeen: number | null;
  /** When it was first served, same unit. */
  readonly since: number;
}

/**
 * The operations that nobody has asked for since a point in time. One that has not been served for so long, or not at all,
 * is none of them: nobody could ask.
 */
export function unusedSince(
  contracts: readonly Contract[],
  totals: UsageTotals,
  before: number,
): readonly UnusedOperation[] {
  return contracts.flatMap((contract) => {
    const usage = totals.get(normalisedId(contract.id) ?? contract.id);
    if (!usage) return [];
    const { since } = usage;
    const lastSeen = lastSeenOf(usage);
    return (lastSeen ?? since) < before && since < before ? [{ contract, lastSeen, since }] : [];
  });
}
