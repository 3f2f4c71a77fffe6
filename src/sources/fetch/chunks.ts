import type { Connector } from '../connectors/connector.ts';
import type { Given, Step } from '../plan/plan.ts';
import { memberOf, type Parent } from './give.ts';

/** What a step asks of a call for many. */
export interface Asked {
  readonly parents: readonly Parent[];
  readonly step: Step;
  readonly open: readonly Given[];
}

/** One key of a batch: a parent that has it, and all that have it, by who asks. */
export interface Keyed {
  readonly first: Parent;
  readonly parents: (Parent[] | undefined)[];
}

/** What each call of a batch is for: parents with the same keys count as one. */
export function chunksOf(asked: readonly Asked[], { needs, batch }: Connector): Keyed[][] {
  const byKey = new Map<string, Keyed>();
  asked.forEach(({ parents }, index) => {
    for (const parent of parents) {
      const id = keyOf(parent, needs);
      let keyed = byKey.get(id);
      if (!keyed) byKey.set(id, (keyed = { first: parent, parents: [] }));
      (keyed.parents[index] ??= []).push(parent);
    }
  });
  const all = [...byKey.values()];
  const { maxSize = all.length } = batch ?? {};
  const chunks: Keyed[][] = [];
  for (let from = 0; from < all.length; from += maxSize) chunks.push(all.slice(from, from + maxSize));
  return chunks;
}

function keyOf(parent: Parent, needs: readonly (readonly string[])[]): string {
  const [path] = needs;
  if (needs.length === 1 && path?.length === 1) {
    const value = parent[path[0] as string];
    if (typeof value === 'string') return value;
  }
  return JSON.stringify(needs.map((names) => names.reduce<unknown>(memberOf, parent) ?? null));
}
