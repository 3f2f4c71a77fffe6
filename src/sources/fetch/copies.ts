import type { Below } from '../plan/plan.ts';
import type { Parent } from './give.ts';

/** Gives keys that ask one field of the same objects for different things objects of their own. */
export function copyBelow(parents: readonly Parent[], { property, copied }: Below): void {
  if (copied !== null) for (const parent of parents) parent[property] = copyOf(parent[copied]);
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}
