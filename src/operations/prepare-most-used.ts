import { setImmediate as breathe } from 'node:timers/promises';
import type { Operation } from '../kernel/exchange.ts';
import type { Registry } from '../kernel/ports/registry.ts';

export interface PrepareParts {
  readonly registry: Registry;
  /** How many. */
  readonly most: number;
  /** How often an operation has been asked for. */
  readonly callsOf: (id: string) => number;
  readonly prepare: (operation: Operation) => void;
}

/** Milliseconds of work at a stretch: the generation before serves on meanwhile. */
const STRETCH = 10;

/** Makes ready what is asked for most, before it is asked for; where nothing is known, by name. */
export async function prepareMostUsed({ registry, most, callsOf, prepare }: PrepareParts): Promise<void> {
  const ranked = [...registry.all()].map((one) => ({ ...one, calls: callsOf(one.operation.id) }));
  ranked.sort((a, b) => b.calls - a.calls || (a.contract.name < b.contract.name ? -1 : 1));
  let begun = performance.now();
  for (const { operation, overLimit } of ranked.slice(0, most)) {
    // One that is never run might take for ever to be planned.
    if (!overLimit()) prepare(operation);
    if (performance.now() - begun < STRETCH) continue;
    await breathe();
    begun = performance.now();
  }
}
